// unlock() by hand under a guard that adopts the mutex: released twice.
#include "order.h"
#include <mutex>

static std::mutex m;

static void twice()
{
    m.lock();
    m.unlock();
    m.unlock(); // expect: lock-not-held
}

int main()
{
    twice();
    return 0;
}
