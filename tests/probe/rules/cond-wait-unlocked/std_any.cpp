// A unique_lock that was released by hand is given to wait_for.
#include "order.h"
#include <chrono>
#include <condition_variable>
#include <mutex>

static std::mutex m;
static std::condition_variable c;

int main()
{
    m.lock();
    m.unlock();
    std::unique_lock<std::mutex> l(m, std::adopt_lock);
    c.wait_for(l, std::chrono::milliseconds(1)); // expect: cond-wait-unlocked
    l.release();
}
