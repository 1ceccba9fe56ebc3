// The destructor joins a thread that has no way to end.
#include <mutex>
#include <thread>

class Heartbeat {
public:
    Heartbeat() { thread_ = std::thread(&Heartbeat::beat, this); }
    ~Heartbeat() { thread_.join(); }

private:
    void beat();
    std::mutex mutex_;
    std::thread thread_;
    unsigned long beats_ = 0;
};

void Heartbeat::beat()
{
    for (;;) {
        std::lock_guard<std::mutex> guard(mutex_); // expect: thread-unstoppable
        beats_++;
    }
}
