// Nobody looks at what try_lock() returns, but the guard is asked afterwards.
#include <chrono>
#include <mutex>
#include <thread>

std::timed_mutex m;
int n;

int patient()
{
    std::unique_lock<std::timed_mutex> g(m, std::try_to_lock);
    while (!g.owns_lock()) {
        std::this_thread::yield();
        (void)g.try_lock();
    }
    return ++n;
}

int hasty()
{
    std::unique_lock<std::timed_mutex> g(m, std::defer_lock);
    g.try_lock_for(std::chrono::milliseconds(1));
    if (!g)
        return -1;
    return ++n;
}

int either_way()
{
    std::unique_lock<std::timed_mutex> g(m, std::defer_lock);
    g.try_lock();
    if (g.owns_lock())
        return ++n;
    return -1;
}
