// unique_lock::release() forgets the lock instead of giving it back.
#include "order.h"
#include <mutex>
#include <thread>

static std::mutex m;

static void worker()
{
    std::unique_lock<std::mutex> g(m); // expect: lock-held-at-exit
    g.release();
}

int main()
{
    std::thread t(worker);
    t.join();
}
