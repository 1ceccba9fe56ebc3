// A lock_guard of the caller stays locked through condition_variable::wait.
#include "order.h"
#include <condition_variable>
#include <mutex>
#include <thread>

static std::mutex api, m;
static std::condition_variable c;
static bool ready;

static void flush()
{
    std::unique_lock<std::mutex> l(m);
    order_reach(1);
    while (!ready)
        c.wait(l); // expect: cond-wait-holding
}

int main()
{
    std::thread t([] {
        std::lock_guard<std::mutex> g(api);
        flush();
    });
    order_await(1);
    {
        std::lock_guard<std::mutex> l(m);
        ready = true;
    }
    c.notify_one();
    t.join();
}
