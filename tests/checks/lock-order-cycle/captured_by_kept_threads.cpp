// The threads lie in a container, in objects that join by themselves, in what async returns.
#include <future>
#include <mutex>
#include <thread>
#include <vector>

int in_vector()
{
    std::mutex a, b;
    int n = 0;
    std::vector<std::thread> all;
    all.emplace_back([&] {
        std::lock_guard<std::mutex> x(a);
        std::lock_guard<std::mutex> y(b);
        n++;
    });
    all.emplace_back([&] {
        std::lock_guard<std::mutex> y(b);
        std::lock_guard<std::mutex> x(a); // expect: lock-order-cycle
        n--;
    });
    for (auto &t : all)
        t.join();
    return n;
}

int as_futures()
{
    std::mutex c, d;
    int n = 0;
    auto first = std::async(std::launch::async, [&] {
        std::lock_guard<std::mutex> x(c);
        std::lock_guard<std::mutex> y(d);
        n++;
    });
    auto second = std::async(std::launch::async, [&] {
        std::lock_guard<std::mutex> y(d);
        std::lock_guard<std::mutex> x(c); // expect: lock-order-cycle
        n--;
    });
    first.get();
    second.get();
    return n;
}

int main()
{
    return in_vector() + as_futures();
}
