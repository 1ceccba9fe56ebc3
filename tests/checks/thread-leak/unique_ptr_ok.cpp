// The handle lives behind a smart pointer.
#include <memory>
#include <thread>

void work(int n);

class Task {
public:
    void start(int n) { thread_ = std::make_unique<std::thread>(work, n); }
    void wait()
    {
        if (thread_ && thread_->joinable())
            thread_->join();
    }

private:
    std::unique_ptr<std::thread> thread_;
};

void run()
{
    Task t;
    t.start(1);
    t.wait();
}
