// A guard that only tried knows whether it holds the lock.
#include <chrono>
#include <mutex>

class Counter
{
    std::timed_mutex lock_;
    int n_ = 0, skipped_ = 0;

  public:
    void add()
    {
        std::unique_lock<std::timed_mutex> hold(lock_, std::try_to_lock);
        if (hold)
            n_++;
        else
            skipped_++;
    }

    bool add_soon()
    {
        std::unique_lock<std::timed_mutex> hold(lock_, std::defer_lock);
        if (!hold.try_lock_for(std::chrono::milliseconds(3)))
            return false;
        n_++;
        return true;
    }

    int read()
    {
        if (auto hold = std::unique_lock<std::timed_mutex>(lock_, std::try_to_lock); hold.owns_lock())
            return n_;
        return -1;
    }
};

int use(Counter &c)
{
    c.add();
    return c.add_soon() ? c.read() : 0;
}
