// jthread, async, a detached thread and one joined by a static object's destructor.
#include "order.h"
#include <future>
#include <thread>

struct pool {
    std::thread worker;
    ~pool()
    {
        if (worker.joinable())
            worker.join();
    }
};
static pool the_pool;

int main()
{
    std::jthread j([] { order_arrive(); });
    auto f = std::async(std::launch::async, [] { return 1; });
    std::thread([] {
        order_arrive();
        for (;;)
            pause();
    }).detach();
    the_pool.worker = std::thread([] { order_arrive(); });
    order_await(3);
    return f.get() - 1;
}
