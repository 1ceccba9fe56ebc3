#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <utility>

static std::mutex lock, other;
static std::recursive_mutex nested;
static std::shared_mutex table;
static std::condition_variable changed;
static int rows;
static bool ready;

void guarded(int n)
{
    std::lock_guard<std::mutex> hold(lock);
    if (n < 0)
        return;
    rows = n;
}

void deep()
{
    std::lock_guard<std::recursive_mutex> a(nested);
    std::lock_guard<std::recursive_mutex> b(nested);
    rows++;
}

void by_hand()
{
    std::unique_lock<std::mutex> hold(lock, std::defer_lock);
    hold.lock();
    rows++;
    hold.unlock();
    hold.lock();
}

void adopted()
{
    lock.lock();
    std::lock_guard<std::mutex> hold(lock, std::adopt_lock);
    rows++;
}

void wait_ready()
{
    std::unique_lock<std::mutex> hold(lock);
    changed.wait(hold, [] { return ready; });
    while (!ready)
        changed.wait(hold);
}

void set_ready()
{
    std::lock_guard<std::mutex> hold(lock);
    ready = true;
    changed.notify_all();
}

int read_both()
{
    std::shared_lock<std::shared_mutex> hold(table);
    return rows;
}

void both()
{
    std::scoped_lock hold(lock, other);
    rows++;
}

void both_reversed()
{
    std::scoped_lock hold(other, lock);
    rows--;
}

void tried()
{
    if (lock.try_lock()) {
        rows++;
        lock.unlock();
    }
}

void work();

void joined(bool really)
{
    std::thread t;
    if (really)
        t = std::thread(work);
    if (t.joinable())
        t.join();
}
