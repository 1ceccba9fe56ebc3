// The rest of the library, used badly.
#include <chrono>
#include <condition_variable>
#include <future>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <thread>

using namespace std::chrono_literals;

static std::mutex lock, other;
static std::timed_mutex timed;
static std::shared_timed_mutex table;
static std::condition_variable changed;
static std::condition_variable_any any;
static std::binary_semaphore ready{0};
static int rows;
static bool flag;

int late()
{
    if (!timed.try_lock_for(5ms))
        return -1;
    if (rows == 0)
        return -1; // expect: lock-held-at-return
    timed.unlock();
    return rows;
}

void ignored()
{
    timed.try_lock_until(std::chrono::steady_clock::now() + 1s); // expect: lock-result-ignored
    rows++;
    timed.unlock();
}

void shared_then_exclusive()
{
    std::shared_lock hold(table);
    if (rows == 0) {
        std::unique_lock more(table); // expect: lock-upgrade
        rows = 1;
    }
}

void wait_once()
{
    std::unique_lock hold(lock);
    changed.wait(hold); // expect: cond-wait-no-loop
    rows++;
}

void wait_unlocked()
{
    std::unique_lock hold(lock);
    rows++;
    hold.unlock();
    while (!flag)
        changed.wait(hold); // expect: cond-wait-unlocked
}

void wait_any_once()
{
    lock.lock();
    any.wait(lock); // expect: cond-wait-no-loop
    rows++;
    lock.unlock();
}

void set()
{
    std::lock_guard hold(lock);
    flag = true;
    changed.notify_all();
    any.notify_all();
}

void semaphore_under_lock()
{
    std::lock_guard hold(lock);
    ready.acquire(); // expect: lock-held-blocking
    rows++;
}

int future_under_lock(std::future<int> &f)
{
    std::lock_guard hold(lock);
    return f.get(); // expect: lock-held-blocking
}

void unlocked_twice()
{
    std::unique_lock hold(lock);
    rows++;
    hold.unlock();
    if (rows > 3)
        hold.unlock(); // expect: lock-not-held
}

void locked_twice()
{
    std::unique_lock hold(lock);
    rows++;
    hold.lock(); // expect: lock-double-acquire
}

void both_by_hand()
{
    std::lock(lock, other);
    rows++;
    lock.unlock();
} // expect: lock-held-at-return

bool as_bool()
{
    if (std::try_lock(lock, other)) {
        rows++;
        lock.unlock(); // expect: lock-not-held
        other.unlock(); // expect: lock-not-held
        return true;
    }
    return false;
}

void counted_down_twice()
{
    std::latch done(1);
    done.count_down();
    done.count_down(); // expect: waitgroup-negative
}

void overwritten()
{
    std::thread t([] {});
    t = std::thread([] {}); // expect: thread-leak
    t.join();
}

void detached_then_joined()
{
    std::thread t([] {});
    t.detach();
    t.join(); // expect: thread-join-detached
}

std::mutex *lost()
{
    std::unique_lock hold(lock);
    rows++;
    return hold.release(); // expect: lock-held-at-return
}
