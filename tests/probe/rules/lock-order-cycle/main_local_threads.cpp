// The locks are objects in main that no call initialises; the library creates the threads.
#include "order.h"
#include <mutex>
#include <thread>

int main()
{
    std::mutex front, back;
    std::thread in([&] {
        std::lock_guard<std::mutex> first(front);
        std::lock_guard<std::mutex> second(back); // expect: lock-order-cycle
        order_reach(1);
    });
    std::thread out([&] {
        order_await(1);
        std::lock_guard<std::mutex> first(back);
        std::lock_guard<std::mutex> second(front); // expect: lock-order-cycle
    });
    in.join();
    out.join();
}
