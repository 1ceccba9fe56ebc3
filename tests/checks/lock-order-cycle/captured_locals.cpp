// Both mutexes are locals of main; two threads that run at the same time take them both ways.
#include <mutex>
#include <thread>

int main()
{
    std::mutex from, to;
    int money = 100;
    std::thread pay([&] {
        std::lock_guard<std::mutex> f(from);
        std::lock_guard<std::mutex> t(to);
        money--;
    });
    std::thread refund([&] {
        std::lock_guard<std::mutex> t(to);
        std::lock_guard<std::mutex> f(from); // expect: lock-order-cycle
        money++;
    });
    pay.join();
    refund.join();
    return money;
}
