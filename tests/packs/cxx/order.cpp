// Guards make lock-order edges like bare locks, and a method that locks is found through its caller.
#include <mutex>
#include <thread>

static std::mutex a, b;

static void forward()
{
    std::lock_guard<std::mutex> outer(a);
    std::lock_guard<std::mutex> inner(b); // expect: lock-order-cycle
}

static void backward()
{
    std::lock_guard<std::mutex> outer(b);
    std::lock_guard<std::mutex> inner(a); // expect: lock-order-cycle
}

void both()
{
    std::thread t(forward), u(backward);
    t.join();
    u.join();
}

class Counter
{
    std::mutex lock_;
    int n_ = 0;

  public:
    int get()
    {
        std::lock_guard<std::mutex> hold(lock_);
        return n_;
    }

    int next()
    {
        std::lock_guard<std::mutex> hold(lock_);
        n_++;
        return get(); // expect: lock-double-acquire
    }
};

int twice()
{
    Counter c;
    return c.next();
}

void lost(int n)
{
    std::thread t([] {});
    if (n > 0)
        return; // expect: thread-leak
    t.join();
}
