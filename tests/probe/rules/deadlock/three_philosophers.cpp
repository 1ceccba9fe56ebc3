// A circle of three std::mutexes and three threads.
// run: kill-after 4
#include "order.h"
#include <mutex>
#include <thread>
#include <vector>

static std::mutex fork_[3];

static void eat(int i)
{
    std::lock_guard<std::mutex> left(fork_[i]);
    order_arrive();
    order_await(3);
    std::lock_guard<std::mutex> right(fork_[(i + 1) % 3]); // expect: deadlock, lock-order-cycle
}

int main()
{
    std::vector<std::thread> t;
    for (int i = 0; i < 3; i++)
        t.emplace_back(eat, i);
    for (auto &x : t)
        x.join();
}
