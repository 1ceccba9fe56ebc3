// A pool that has nothing to do, an accept loop that waits, a main thread that joins them.
// run: --stuck-after=200
#include "order.h"
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

static std::mutex m;
static std::condition_variable c;
static bool stop;

int main()
{
    std::vector<std::thread> pool;
    for (int i = 0; i < 4; i++)
        pool.emplace_back([] {
            std::unique_lock<std::mutex> l(m);
            c.wait(l, [] { return stop; });
        });
    std::thread closer([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(900));
        std::lock_guard<std::mutex> l(m);
        stop = true;
        c.notify_all();
    });
    for (auto &t : pool)
        t.join();
    closer.join();
}
