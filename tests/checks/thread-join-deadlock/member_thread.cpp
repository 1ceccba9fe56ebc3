// The destructor joins the loop thread while its scope guard still holds the mutex.
#include <mutex>
#include <thread>

class Sampler {
public:
    Sampler() { thread_ = std::thread(&Sampler::loop, this); }
    ~Sampler();

private:
    void loop();
    std::mutex mutex_;
    std::thread thread_;
    bool stop_ = false;
    int samples_ = 0;
};

void Sampler::loop()
{
    for (;;) {
        std::lock_guard<std::mutex> guard(mutex_);
        if (stop_)
            return;
        samples_++;
    }
}

Sampler::~Sampler()
{
    std::lock_guard<std::mutex> guard(mutex_);
    stop_ = true;
    thread_.join(); // expect: thread-join-deadlock
}
