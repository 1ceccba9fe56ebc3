// Guards that only try, and are told to wait for the lock when that failed; none is left held.
#include <chrono>
#include <mutex>
#include <shared_mutex>

struct counter {
    std::timed_mutex m, o;
    std::shared_timed_mutex s;
    int n;
};

int tries(counter &c)
{
    std::unique_lock l(c.m, std::try_to_lock);
    if (!l)
        return -1;
    return c.n++;
}

int waits_after_all(counter &c)
{
    std::unique_lock l(c.m, std::chrono::seconds(1));
    if (!l.owns_lock())
        l.lock();
    return c.n++;
}

int shared(counter &c)
{
    std::shared_lock l(c.s, std::try_to_lock);
    if (!l) {
        std::unique_lock k(c.m);
        l.lock();
        c.n++;
    }
    return c.n;
}

int tries_thrice(counter &c)
{
    for (int i = 0; i < 3; i++) {
        std::unique_lock l(c.m, std::try_to_lock);
        if (l.owns_lock())
            return c.n++;
    }
    std::unique_lock l(c.m);
    return c.n++;
}

int beside_another(counter &c)
{
    std::lock_guard a(c.o);
    std::unique_lock<std::timed_mutex> l(c.m, std::defer_lock);
    if (!l.try_lock())
        return 0;
    c.n++;
    l.unlock();
    if (!l.try_lock_for(std::chrono::milliseconds(5)))
        return 1;
    return c.n;
}
