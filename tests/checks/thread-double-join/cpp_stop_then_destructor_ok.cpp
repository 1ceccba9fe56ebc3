// stop() may be called by hand and by the destructor: joinable() tells.
#include <thread>

class Worker {
public:
    void start();
    void stop();
    ~Worker() { stop(); }

private:
    void run();
    std::thread thread_;
};

void Worker::start()
{
    thread_ = std::thread(&Worker::run, this);
}

void Worker::run()
{
}

void Worker::stop()
{
    if (thread_.joinable())
        thread_.join();
}

void use()
{
    Worker w;
    w.start();
    w.stop();
}
