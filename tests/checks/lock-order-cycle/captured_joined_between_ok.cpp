// Both orders, but the first thread has ended before the second one begins: in main, in a function
// that several threads call, and round by round.
#include <mutex>
#include <thread>
#include <vector>

void work(int n)
{
    std::mutex a, b;
    std::thread t([&] {
        std::lock_guard<std::mutex> x(a);
        std::lock_guard<std::mutex> y(b);
        n++;
    });
    t.join();
    std::thread u([&] {
        std::lock_guard<std::mutex> y(b);
        std::lock_guard<std::mutex> x(a);
        n--;
    });
    u.join();
}

void rounds(int n)
{
    std::mutex outer, other;
    for (int i = 0; i < n; i++) {
        std::thread t([&] {
            std::lock_guard<std::mutex> x(outer);
            std::lock_guard<std::mutex> y(other);
            n++;
        });
        t.join();
        std::thread u([&] {
            std::lock_guard<std::mutex> y(other);
            std::lock_guard<std::mutex> x(outer);
            n--;
        });
        u.join();
    }
}

void batches(int n)
{
    std::mutex a, b;
    std::vector<std::thread> all;
    all.emplace_back([&] {
        std::lock_guard<std::mutex> x(a);
        std::lock_guard<std::mutex> y(b);
        n++;
    });
    for (auto &t : all)
        t.join();
    all.clear();
    all.emplace_back([&] {
        std::lock_guard<std::mutex> y(b);
        std::lock_guard<std::mutex> x(a);
        n--;
    });
    for (auto &t : all)
        t.join();
}

int main()
{
    std::mutex a, b, c;
    int n = 0;
    std::thread beside([&] {
        std::lock_guard<std::mutex> x(a);
        std::lock_guard<std::mutex> z(c);
        n++;
    });
    std::thread t([&] {
        std::lock_guard<std::mutex> x(a);
        std::lock_guard<std::mutex> y(b);
        n++;
    });
    t.join();
    std::thread u([&] {
        std::lock_guard<std::mutex> y(b);
        std::lock_guard<std::mutex> x(a);
        n--;
    });
    u.join();
    beside.join();
    std::thread p(work, 1), q(work, 2);
    p.join();
    q.join();
    rounds(3);
    batches(3);
    return n;
}
