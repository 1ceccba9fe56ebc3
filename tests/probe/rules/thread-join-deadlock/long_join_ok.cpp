// main joins long-running threads that wait on a condition with a stop flag.
// run: --stuck-after=200
#include "order.h"
#include <condition_variable>
#include <mutex>
#include <thread>

static std::mutex m;
static std::condition_variable c;
static bool stop;

int main()
{
    std::thread worker([] {
        std::unique_lock<std::mutex> l(m);
        c.wait(l, [] { return stop; });
    });
    std::thread stopper([] {
        usleep(900 * 1000);
        std::lock_guard<std::mutex> g(m);
        stop = true;
        c.notify_all();
    });
    worker.join();
    stopper.join();
}
