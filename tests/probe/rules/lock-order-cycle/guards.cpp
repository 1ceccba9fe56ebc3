// Two std::threads take two std::mutexes in opposite order, one after the other by chance only.
#include "order.h"
#include <mutex>
#include <thread>

static std::mutex accounts, audit;

static void pay()
{
    std::lock_guard<std::mutex> first(accounts);
    std::lock_guard<std::mutex> second(audit); // expect: lock-order-cycle
}

static void check()
{
    order_await(1);
    std::lock_guard<std::mutex> first(audit);
    std::lock_guard<std::mutex> second(accounts); // expect: lock-order-cycle
}

int main()
{
    std::thread b(check);
    std::thread a([] {
        pay();
        order_reach(1);
    });
    a.join();
    b.join();
}
