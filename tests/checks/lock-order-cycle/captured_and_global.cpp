// Three locks in a ring: two captured ones, and a global one between them; and an array of two.
#include <mutex>
#include <thread>

static std::mutex log_lock;

int main()
{
    std::mutex a, b, pair[2];
    int n = 0;
    std::thread t([&] {
        std::lock_guard<std::mutex> x(a);
        std::lock_guard<std::mutex> y(b);
        n++;
    });
    std::thread u([&] {
        std::lock_guard<std::mutex> x(b);
        std::lock_guard<std::mutex> y(log_lock);
        n++;
    });
    std::thread v([&] {
        std::lock_guard<std::mutex> x(log_lock);
        std::lock_guard<std::mutex> y(a); // expect: lock-order-cycle
        n++;
    });
    std::thread w([&] {
        std::lock_guard<std::mutex> x(pair[0]);
        std::lock_guard<std::mutex> y(pair[1]);
        n++;
    });
    std::thread z([&] {
        std::lock_guard<std::mutex> x(pair[1]);
        std::lock_guard<std::mutex> y(pair[0]); // expect: lock-order-cycle
        n++;
    });
    t.join();
    u.join();
    v.join();
    w.join();
    z.join();
    return n;
}
