// Objects that run a function at the end of their scope, and what that releases is free afterwards.
#include <functional>
#include <mutex>
#include <utility>

template <class F> class Defer {
public:
    explicit Defer(F f) : f_(std::move(f))
    {
    }
    ~Defer()
    {
        f_();
    }

private:
    F f_;
};

class Later {
public:
    explicit Later(std::function<void()> f) : f_(std::move(f))
    {
    }
    ~Later()
    {
        if (f_)
            f_();
    }

private:
    std::function<void()> f_;
};

template <class F> struct Finally {
    F f;
    bool on = true;
    explicit Finally(F g) : f(std::move(g))
    {
    }
    Finally(Finally &&o) : f(std::move(o.f))
    {
        o.on = false;
    }
    ~Finally()
    {
        if (on)
            f();
    }
};

template <class F> Finally<F> finally(F f)
{
    return Finally<F>(std::move(f));
}

struct Mutex { // somebody's own
    void lock()
    {
        m.lock();
    }
    void unlock()
    {
        m.unlock();
    }
    std::mutex m;
};

class Shop {
public:
    int sum()
    {
        mutex_.lock();
        Defer d([&] { mutex_.unlock(); });
        if (n_ > 10)
            return -1;
        return n_;
    }
    int product()
    {
        mutex_.lock();
        Later l([this] { mutex_.unlock(); });
        return n_ * n_;
    }
    int difference()
    {
        own_.lock();
        auto f = finally([&] { own_.unlock(); });
        return -n_;
    }

private:
    std::mutex mutex_;
    Mutex own_;
    int n_ = 0;
};

int main()
{
    Shop s;
    return s.sum() + s.sum() + s.product() + s.product() + s.difference() + s.difference();
}
