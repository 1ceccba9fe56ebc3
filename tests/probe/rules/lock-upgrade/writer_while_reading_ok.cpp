// Readers hold the lock while a writer of another thread waits for them.
#include "order.h"
#include <mutex>
#include <shared_mutex>
#include <thread>

static std::shared_mutex m;
static int value;

int main()
{
    std::thread writer([] {
        order_await(1);
        std::unique_lock<std::shared_mutex> w(m);
        value = 1;
    });
    {
        std::shared_lock<std::shared_mutex> r(m);
        order_reach(1);
        order_settle();
    }
    writer.join();
    std::shared_lock<std::shared_mutex> r(m);
    return value - 1;
}
