// A thread pool around a queue, and handles that travel by value.
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

class Queue
{
    mutable std::mutex lock_;
    std::condition_variable filled_;
    std::vector<int> items_;
    bool stop_ = false;
    std::thread first_;
    std::vector<std::thread> rest_;

    void work(int item);

  public:
    Queue() : first_(&Queue::run, this)
    {
        for (int i = 0; i < 4; i++)
            rest_.emplace_back([this] { run(); });
    }

    ~Queue()
    {
        {
            std::lock_guard<std::mutex> hold(lock_);
            stop_ = true;
        }
        filled_.notify_all();
        if (first_.joinable())
            first_.join();
        for (auto &t : rest_)
            t.join();
    }

    void run()
    {
        for (;;) {
            std::unique_lock<std::mutex> hold(lock_);
            filled_.wait(hold, [this] { return stop_ || !items_.empty(); });
            if (stop_)
                return;
            int item = items_.back();
            items_.pop_back();
            hold.unlock();
            work(item);
        }
    }

    int size() const
    {
        std::lock_guard<std::mutex> hold(lock_);
        return static_cast<int>(items_.size());
    }

    bool try_push(int item)
    {
        std::unique_lock<std::mutex> hold(lock_, std::try_to_lock);
        if (!hold.owns_lock())
            return false;
        items_.push_back(item);
        return true;
    }

    std::unique_lock<std::mutex> hold()
    {
        return std::unique_lock<std::mutex>(lock_);
    }

    void clear()
    {
        auto held = hold();
        items_.clear();
    }

    void clear_perhaps_locked(bool locked)
    {
        std::unique_lock<std::mutex> held(lock_, std::defer_lock);
        if (!locked)
            held.lock();
        items_.clear();
        if (!locked)
            held.unlock();
    }
};

std::thread make()
{
    std::thread t([] {});
    return t;
}

void joined()
{
    std::thread t = make();
    t.join();
}

void detached()
{
    std::thread([] {}).detach();
}

void stored(std::vector<std::thread> &all)
{
    std::thread t([] {});
    all.push_back(std::move(t));
}

struct Worker {
    std::thread thread;

    void start()
    {
        thread = std::thread([] {});
    }

    void stop()
    {
        thread.join();
    }
};

void owned()
{
    auto t = std::make_unique<std::thread>([] {});
    t->join();
}
