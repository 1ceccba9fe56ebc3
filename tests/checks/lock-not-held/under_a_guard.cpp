// The lock is released by hand, and once more by the guard at the return.
#include <mutex>

struct account {
    std::mutex lock;
    int sum = 0;
};

int drain(account &a)
{
    std::lock_guard<std::mutex> g(a.lock);
    if (a.sum == 0) {
        a.lock.unlock();
        return -1; // expect: lock-not-held
    }
    return a.sum--;
}
