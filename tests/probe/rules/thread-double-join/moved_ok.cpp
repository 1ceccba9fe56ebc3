// std::threads that are moved around, swapped and restarted are each joined once.
#include "order.h"
#include <thread>
#include <vector>

int main()
{
    std::vector<std::thread> pool;
    for (int i = 0; i < 8; i++)
        pool.emplace_back([] { order_arrive(); });
    std::thread spare([] {});
    spare.swap(pool[3]);
    for (auto &t : pool)
        t.join();
    spare.join();
    spare = std::thread([] {});
    if (spare.joinable())
        spare.join();
    return 0;
}
