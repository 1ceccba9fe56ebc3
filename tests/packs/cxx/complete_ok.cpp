// The rest of the library, used well.
#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <future>
#include <latch>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <semaphore>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

class Account
{
    mutable std::mutex lock_;
    long balance_ = 0;

  public:
    void move_to(Account &other, long sum)
    {
        std::lock(lock_, other.lock_);
        std::lock_guard<std::mutex> mine(lock_, std::adopt_lock);
        std::lock_guard<std::mutex> theirs(other.lock_, std::adopt_lock);
        balance_ -= sum;
        other.balance_ += sum;
    }

    void swap_with(Account &other)
    {
        std::unique_lock<std::mutex> mine(lock_, std::defer_lock), theirs(other.lock_, std::defer_lock);
        std::lock(mine, theirs);
        std::swap(balance_, other.balance_);
    }

    bool try_move_to(Account &other, long sum)
    {
        if (std::try_lock(lock_, other.lock_) != -1)
            return false;
        balance_ -= sum;
        other.balance_ += sum;
        lock_.unlock();
        other.lock_.unlock();
        return true;
    }

    long balance() const
    {
        std::scoped_lock hold(lock_);
        return balance_;
    }
};

class Cache
{
    mutable std::shared_mutex table_;
    std::map<std::string, int> entries_;

  public:
    std::optional<int> find(const std::string &key) const
    {
        std::shared_lock hold(table_);
        auto at = entries_.find(key);
        if (at == entries_.end())
            return std::nullopt;
        return at->second;
    }

    int get(const std::string &key)
    {
        {
            std::shared_lock hold(table_);
            auto at = entries_.find(key);
            if (at != entries_.end())
                return at->second;
        }
        std::unique_lock hold(table_);
        return entries_[key] = static_cast<int>(key.size());
    }

    bool put_soon(const std::string &key, int value)
    {
        if (!table_.try_lock())
            return false;
        entries_[key] = value;
        table_.unlock();
        return true;
    }
};

class Timed
{
    std::timed_mutex lock_;
    std::recursive_timed_mutex nested_;
    int n_ = 0;

  public:
    bool add()
    {
        std::unique_lock<std::timed_mutex> hold(lock_, 10ms);
        if (!hold)
            return false;
        n_++;
        return true;
    }

    bool add_by_hand()
    {
        if (!lock_.try_lock_for(10ms))
            return false;
        n_++;
        lock_.unlock();
        return true;
    }

    int deep(int levels)
    {
        std::lock_guard<std::recursive_timed_mutex> hold(nested_);
        return levels ? deep(levels - 1) : n_;
    }
};

class Channel
{
    std::mutex lock_;
    std::condition_variable_any changed_;
    std::list<int> items_;
    bool closed_ = false;

  public:
    std::optional<int> pop(std::stop_token stop)
    {
        std::unique_lock hold(lock_);
        if (!changed_.wait(hold, stop, [this] { return closed_ || !items_.empty(); }))
            return std::nullopt;
        if (items_.empty())
            return std::nullopt;
        int item = items_.front();
        items_.pop_front();
        return item;
    }

    std::optional<int> pop_within(std::chrono::milliseconds limit)
    {
        std::unique_lock hold(lock_);
        if (!changed_.wait_for(hold, limit, [this] { return closed_ || !items_.empty(); }))
            return std::nullopt;
        int item = items_.empty() ? 0 : items_.front();
        return item;
    }

    // waits on the mutex itself
    void wait_closed()
    {
        lock_.lock();
        while (!closed_)
            changed_.wait(lock_);
        lock_.unlock();
    }

    void close()
    {
        {
            std::lock_guard hold(lock_);
            closed_ = true;
        }
        changed_.notify_all();
    }
};

int workers(int n)
{
    std::latch done(n);
    std::atomic<int> sum = 0;
    std::vector<std::jthread> pool;
    for (int i = 0; i < n; i++)
        pool.emplace_back([&] {
            sum++;
            done.count_down();
        });
    done.wait();
    return sum;
}

void rounds(int n)
{
    std::barrier meet(n);
    std::vector<std::thread> pool;
    for (int i = 0; i < n; i++)
        pool.emplace_back([&meet] {
            for (int round = 0; round < 3; round++)
                meet.arrive_and_wait();
        });
    for (auto &t : pool)
        t.join();
}

// a binary semaphore that one thread posts and another one takes
class Signal
{
    std::binary_semaphore ready_{0};

  public:
    void wait()
    {
        ready_.acquire();
    }
    bool wait_within(std::chrono::milliseconds limit)
    {
        return ready_.try_acquire_for(limit);
    }
    void send()
    {
        ready_.release();
    }
};

int answer(int n)
{
    std::promise<int> promise;
    std::future<int> result = promise.get_future();
    std::thread t([&promise, n] { promise.set_value(n * n); });
    int value = result.get();
    t.join();
    auto later = std::async(std::launch::async, [n] { return n + 1; });
    return value + later.get();
}

class Lazy
{
    std::once_flag once_;
    std::string text_;

  public:
    const std::string &text()
    {
        std::call_once(once_, [this] { text_ = "ready"; });
        return text_;
    }
};

// the handle leaves by move, by swap and by assignment
class Owner
{
    std::thread worker_;
    std::jthread helper_;

  public:
    void start()
    {
        std::thread t([] {});
        worker_.swap(t);
        helper_ = std::jthread([](std::stop_token stop) {
            while (!stop.stop_requested())
                std::this_thread::yield();
        });
    }

    ~Owner()
    {
        if (worker_.joinable())
            worker_.join();
    }
};

// the lock is given up around the slow part
int with_pause(std::mutex &lock, int &n)
{
    std::unique_lock hold(lock);
    int before = n;
    hold.unlock();
    std::this_thread::sleep_for(1ms);
    hold.lock();
    return n - before;
}

std::unique_lock<std::mutex> grab(std::mutex &lock)
{
    std::unique_lock<std::mutex> hold(lock);
    return hold;
}

void use_grabbed(std::mutex &lock, int &n)
{
    auto hold = grab(lock);
    n++;
    auto moved = std::move(hold);
    n--;
}

void throws_under_lock(std::mutex &lock, int n)
{
    std::lock_guard hold(lock);
    if (n < 0)
        throw std::invalid_argument("negative");
}

std::mutex *released(std::unique_lock<std::mutex> &hold)
{
    return hold.release();
}
