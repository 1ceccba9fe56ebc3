// The thread is a lambda that uses the members of the object that starts it.
#include <mutex>
#include <thread>

class Feed {
public:
    void start();
    void stop();

private:
    std::mutex mutex_;
    std::thread thread_;
    bool done_ = false;
    long ticks_ = 0;
};

void Feed::start()
{
    thread_ = std::thread([this] {
        bool done = false;
        while (!done) {
            std::lock_guard<std::mutex> guard(mutex_);
            ticks_++;
            done = done_;
        }
    });
}

void Feed::stop()
{
    std::unique_lock<std::mutex> guard(mutex_);
    done_ = true;
    thread_.join(); // expect: thread-join-deadlock
}
