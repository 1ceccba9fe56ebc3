// Both orders, under a third mutex that is captured as well; both at once; and one after the other,
// when somebody asks for the result.
#include <future>
#include <mutex>
#include <thread>

int main()
{
    std::mutex a, b, gate, c, d;
    int n = 0;
    std::thread t([&] {
        std::lock_guard<std::mutex> g(gate);
        std::lock_guard<std::mutex> x(a);
        std::lock_guard<std::mutex> y(b);
        n++;
    });
    std::thread u([&] {
        std::lock_guard<std::mutex> g(gate);
        std::lock_guard<std::mutex> y(b);
        std::lock_guard<std::mutex> x(a);
        n--;
    });
    std::thread v([&] {
        std::scoped_lock both(c, d);
        n++;
    });
    std::thread w([&] {
        std::scoped_lock both(d, c);
        n--;
    });
    std::mutex e, f;
    auto first = std::async(std::launch::deferred, [&] {
        std::lock_guard<std::mutex> x(e);
        std::lock_guard<std::mutex> y(f);
        n++;
    });
    auto second = std::async(std::launch::deferred, [&] {
        std::lock_guard<std::mutex> y(f);
        std::lock_guard<std::mutex> x(e);
        n--;
    });
    first.get();
    second.get();
    t.join();
    u.join();
    v.join();
    w.join();
    return n;
}
