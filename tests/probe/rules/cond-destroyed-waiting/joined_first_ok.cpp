// Objects whose waiters were joined before they die, over and over at one address.
#include "order.h"
#include <condition_variable>
#include <mutex>
#include <thread>

struct gate {
    std::mutex m;
    std::condition_variable c;
    bool open = false;
};

int main()
{
    for (int i = 0; i < 20; i++) {
        gate g;
        std::thread t([&g] {
            std::unique_lock<std::mutex> l(g.m);
            g.c.wait(l, [&g] { return g.open; });
        });
        {
            std::lock_guard<std::mutex> l(g.m);
            g.open = true;
        }
        g.c.notify_one();
        t.join();
    }
}
