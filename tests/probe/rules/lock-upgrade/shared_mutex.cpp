// std::shared_mutex: lock() inside a shared_lock, in a function called with it held.
// run: kill-after 4
#include "order.h"
#include <mutex>
#include <shared_mutex>
#include <thread>

static std::shared_mutex m;
static int value;

__attribute__((noinline)) static void set(int v)
{
    std::unique_lock<std::shared_mutex> w(m); // expect: lock-upgrade
    value = v;
}

int main()
{
    std::thread t([] {
        std::shared_lock<std::shared_mutex> r(m);
        if (value == 0)
            set(1);
    });
    t.join();
}
