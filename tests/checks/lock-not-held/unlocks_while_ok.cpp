// An object that releases a lock while it lives and acquires it again at its end: as a template, whose
// destructor is not to be seen, for a mutex and for a guard; and a class of the kind that nobody uses.
#include <mutex>

template <class L> class ScopedUnlock {
public:
    explicit ScopedUnlock(L &l) : l_(l) { l_.unlock(); }
    ~ScopedUnlock() { l_.lock(); }

private:
    L &l_;
};

class Unlocked {
public:
    explicit Unlocked(std::unique_lock<std::mutex> &l) : l_(l) { l_.unlock(); }
    ~Unlocked() { l_.lock(); }

private:
    std::unique_lock<std::mutex> &l_;
};

void work();
static std::mutex m;
static int n;

void by_mutex()
{
    m.lock();
    {
        ScopedUnlock u(m);
        work();
    }
    n++;
    m.unlock();
}

void by_guard(int rounds)
{
    std::unique_lock<std::mutex> held(m);
    while (n < rounds) {
        {
            ScopedUnlock<std::unique_lock<std::mutex>> u(held);
            work();
        }
        n++;
    }
}
