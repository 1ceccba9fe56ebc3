// A loop of waits with a limit under a lock; each of them ends.
// run: --stuck-after=400
#include "order.h"
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

static std::mutex m;
static std::condition_variable c;
static bool stop;

int main()
{
    std::thread t([] {
        std::unique_lock<std::mutex> l(m);
        while (!stop)
            c.wait_for(l, std::chrono::milliseconds(50));
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(900));
    {
        std::lock_guard<std::mutex> l(m);
        stop = true;
    }
    t.join();
}
