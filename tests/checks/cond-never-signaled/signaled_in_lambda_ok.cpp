// Conditions of a function's own are signaled by lambdas: of threads, callbacks, objects that keep them, by other names.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

static std::vector<std::function<void()>> hooks;

static void kept_by_a_global()
{
    std::mutex m;
    std::condition_variable done;
    bool ready = false;
    hooks.push_back([&] {
        std::lock_guard<std::mutex> g(m);
        ready = true;
        done.notify_all();
    });
    std::thread t([] { hooks.back()(); });
    std::unique_lock<std::mutex> l(m);
    done.wait(l, [&] { return ready; });
    l.unlock();
    t.join();
}

static void by_stop_token(std::stop_token st)
{
    std::mutex m;
    std::condition_variable stopped;
    bool over = false;
    std::stop_callback cb(st, [&] {
        {
            std::lock_guard<std::mutex> g(m);
            over = true;
        }
        stopped.notify_one();
    });
    std::unique_lock<std::mutex> l(m);
    while (!over)
        stopped.wait(l);
}

static void part_of_a_local()
{
    struct {
        std::mutex m;
        std::condition_variable some[2];
        int n = 0;
    } box;
    std::thread t([&] {
        auto one = [&] {
            std::lock_guard<std::mutex> g(box.m);
            box.n++;
            box.some[0].notify_one();
        };
        one();
    });
    {
        std::unique_lock<std::mutex> l(box.m);
        box.some[0].wait(l, [&] { return box.n > 0; });
    }
    t.join();
}

static void by_another_name()
{
    std::mutex m;
    std::condition_variable a, b, c;
    int n = 0;
    std::thread t([&m, &n, &bell = a, ring = &b] {
        std::lock_guard<std::mutex> g(m);
        n++;
        bell.notify_all();
        ring->notify_all();
    });
    std::thread u([&](auto by) {
        std::lock_guard<std::mutex> g(m);
        n += by;
        c.notify_all();
    }, 2);
    {
        std::unique_lock<std::mutex> l(m);
        a.wait(l, [&] { return n > 0; });
        b.wait(l, [&] { return n > 0; });
        c.wait(l, [&] { return n > 1; });
    }
    t.join();
    u.join();
}

int main()
{
    kept_by_a_global();
    std::jthread j(by_stop_token);
    part_of_a_local();
    by_another_name();
}
