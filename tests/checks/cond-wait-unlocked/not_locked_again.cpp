// What the object of the block does at its end has nothing to do with the lock.
#include <condition_variable>
#include <mutex>

template <class F> struct Finally {
    F f;
    ~Finally() { f(); }
};
template <class F> Finally(F) -> Finally<F>;

std::mutex m;
std::condition_variable cv;
int n, rounds;
void work();

void run()
{
    std::unique_lock<std::mutex> l(m);
    while (n < 10) {
        cv.wait(l); // expect: cond-wait-unlocked
        l.unlock();
        {
            Finally count{[&] { rounds++; }};
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
