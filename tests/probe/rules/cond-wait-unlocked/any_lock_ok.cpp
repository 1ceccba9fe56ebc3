// condition_variable_any with a shared_lock, and a stop_token.
#include "order.h"
#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <stop_token>
#include <thread>

static std::shared_mutex m;
static std::condition_variable_any c;
static bool ready;

int main()
{
    std::jthread t([](std::stop_token s) {
        std::shared_lock<std::shared_mutex> l(m);
        c.wait(l, s, [] { return ready; });
        order_reach(1);
    });
    {
        std::unique_lock<std::shared_mutex> l(m);
        ready = true;
    }
    c.notify_all();
    order_await(1);
    std::jthread u([](std::stop_token s) {
        std::shared_lock<std::shared_mutex> l(m);
        c.wait(l, s, [] { return false; });
    });
}
