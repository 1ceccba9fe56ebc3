// stop() locks, the destructor of the pool joins inside, the worker's last report wants the lock.
// run: kill-after 4
#include "order.h"
#include <mutex>
#include <thread>

struct pool {
    std::mutex m;
    std::thread worker;
    int reports = 0;
    void report()
    {
        std::lock_guard<std::mutex> g(m);
        reports++;
    }
    void stop()
    {
        std::lock_guard<std::mutex> g(m);
        order_reach(1);
        worker.join(); // expect: thread-join-deadlock
    }
};

int main()
{
    static pool p;
    p.worker = std::thread([] {
        order_await(1);
        p.report();
    });
    p.stop();
}
