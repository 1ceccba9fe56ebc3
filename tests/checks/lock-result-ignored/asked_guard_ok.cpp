// What the attempt returned is not looked at, but the guard is asked before anything is done.
#include <mutex>
#include <thread>

std::mutex m;
int n;

int patient()
{
    std::unique_lock<std::mutex> g(m, std::try_to_lock);
    while (!g.owns_lock()) {
        std::this_thread::yield();
        (void)g.try_lock();
    }
    return ++n;
}

int once()
{
    std::unique_lock<std::mutex> g(m, std::defer_lock);
    (void)g.try_lock();
    if (!g)
        return -1;
    n++;
    g.unlock();
    return n;
}
