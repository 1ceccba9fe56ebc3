// The lock is released for a piece of work, and an object of the block acquires it again at its end:
// by a function that it keeps, or by itself.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

template <class F> struct Finally {
    F f;
    ~Finally() { f(); }
};
template <class F> Finally(F) -> Finally<F>;

template <class F> class Cleanup {
    F f;

public:
    explicit Cleanup(F g) : f(std::move(g)) {}
    ~Cleanup() { f(); }
};

struct Later {
    std::function<void()> f;
    ~Later() { f(); }
};

struct Relock {
    std::unique_lock<std::mutex> &l;
    ~Relock() { l.lock(); }
};

void work();

class Queue {
    std::mutex m;
    std::condition_variable cv;
    int n = 0;

public:
    void by_aggregate()
    {
        std::unique_lock<std::mutex> l(m);
        while (n < 10) {
            cv.wait(l);
            l.unlock();
            {
                Finally relock{[&] { l.lock(); }};
                work();
            }
        }
    }

    void by_constructor()
    {
        std::unique_lock<std::mutex> l(m);
        while (n < 20) {
            cv.wait(l);
            l.unlock();
            {
                Cleanup relock([&] { l.lock(); });
                work();
            }
        }
    }

    void by_std_function()
    {
        std::unique_lock<std::mutex> l(m);
        while (n < 30) {
            cv.wait(l);
            l.unlock();
            {
                Later relock{[&] { l.lock(); }};
                work();
            }
        }
    }

    void by_itself()
    {
        std::unique_lock<std::mutex> l(m);
        while (n < 40) {
            cv.wait(l);
            l.unlock();
            {
                Relock relock{l};
                work();
            }
        }
    }

    void add()
    {
        std::lock_guard<std::mutex> l(m);
        n++;
        cv.notify_one();
    }
};

int main()
{
    Queue q;
    q.add();
    q.by_aggregate();
    q.by_constructor();
    q.by_std_function();
    q.by_itself();
}
