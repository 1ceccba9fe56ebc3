// scoped_lock of two mutexes, one of them given back before the wait.
#include "order.h"
#include <chrono>
#include <condition_variable>
#include <mutex>

static std::mutex a, b;
static std::condition_variable c;

int main()
{
    for (int i = 0; i < 3; i++) {
        std::unique_lock<std::mutex> la(a, std::defer_lock), lb(b, std::defer_lock);
        std::lock(la, lb);
        la.unlock();
        c.wait_for(lb, std::chrono::milliseconds(1));
    }
}
