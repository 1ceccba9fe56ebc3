// The guard's block is closed before the slow call.
#include <chrono>
#include <mutex>
#include <thread>

class Poller {
  public:
    void run()
    {
        for (;;) {
            {
                std::lock_guard<std::mutex> lk(m_);
                if (stop_)
                    return;
                rounds_++;
            }
            std::this_thread::sleep_for(std::chrono::seconds(1));
            std::unique_lock<std::mutex> lk(m_);
            if (rounds_ > 10) {
                lk.unlock();
                std::this_thread::sleep_for(std::chrono::seconds(1));
            }
        }
    }
    void stop()
    {
        std::lock_guard<std::mutex> lk(m_);
        stop_ = true;
    }

  private:
    std::mutex m_;
    bool stop_ = false;
    int rounds_ = 0;
};

void go(Poller &p)
{
    p.run();
    p.stop();
}
