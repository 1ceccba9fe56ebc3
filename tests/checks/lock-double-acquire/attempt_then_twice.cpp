// After an attempt that failed the guard waits for its lock, twice.
#include <mutex>

std::mutex m;
int n;

int count()
{
    std::unique_lock l(m, std::try_to_lock);
    if (!l) {
        l.lock();
        n++;
        l.lock(); // expect: lock-double-acquire
    }
    return n++;
}
