// The shared guard ends before the exclusive one begins, by its scope or by hand.
#include <mutex>
#include <shared_mutex>

class Value
{
    mutable std::shared_mutex lock_;
    int value_ = 0;
    bool known_ = false;

  public:
    int get()
    {
        {
            std::shared_lock<std::shared_mutex> hold(lock_);
            if (known_)
                return value_;
        }
        std::unique_lock<std::shared_mutex> hold(lock_);
        known_ = true;
        return value_ = 42;
    }

    void raise(int to)
    {
        std::shared_lock<std::shared_mutex> read(lock_);
        bool lower = value_ < to;
        read.unlock();
        if (!lower)
            return;
        std::unique_lock<std::shared_mutex> write(lock_);
        if (value_ < to)
            value_ = to;
    }
};

int use(Value &v)
{
    v.raise(3);
    return v.get();
}
