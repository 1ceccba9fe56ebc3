#include <mutex>
#include <shared_mutex>
#include <thread>

static std::mutex lock;
static std::recursive_mutex nested;
static std::shared_mutex table;
static int rows;

void relock()
{
    lock.lock();
    rows++;
    lock.lock(); // expect: lock-double-acquire
    lock.unlock();
}

int early(int n)
{
    lock.lock();
    if (n < 0)
        return -1; // expect: lock-held-at-return
    rows = n;
    lock.unlock();
    return 0;
}

void guarded_twice()
{
    std::lock_guard<std::mutex> outer(lock);
    std::lock_guard<std::mutex> inner(lock); // expect: lock-double-acquire
    rows++;
}

void upgrade()
{
    table.lock_shared();
    table.lock(); // expect: lock-upgrade
    rows++;
    table.unlock();
}

void wrong_side()
{
    table.lock_shared();
    rows++;
    table.unlock(); // expect: lock-not-held
}

void work();

void joined_twice()
{
    std::thread t(work);
    t.join();
    t.join(); // expect: thread-double-join
}
