// The class that starts the thread joins it when it dies.
#include <atomic>
#include <thread>

class Worker {
public:
    Worker();
    ~Worker();

private:
    void run();
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

Worker::Worker() : thread_(&Worker::run, this)
{
}

void Worker::run()
{
    while (!stop_) {
    }
}

Worker::~Worker()
{
    stop_ = true;
    if (thread_.joinable())
        thread_.join();
}
