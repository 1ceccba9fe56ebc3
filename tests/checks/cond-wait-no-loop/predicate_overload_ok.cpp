// wait with a predicate loops by itself.
#include <chrono>
#include <condition_variable>
#include <mutex>

class Event {
  public:
    bool wait_ms(int ms)
    {
        std::unique_lock<std::mutex> lk(m);
        return cv.wait_for(lk, std::chrono::milliseconds(ms), [this] { return fired; });
    }
    void wait()
    {
        std::unique_lock<std::mutex> lk(m);
        cv.wait(lk, [&]() { return fired; });
    }
    void fire()
    {
        std::lock_guard<std::mutex> lk(m);
        fired = true;
        cv.notify_all();
    }

  private:
    std::mutex m;
    std::condition_variable cv;
    bool fired = false;
};

bool both(Event &a, Event &b)
{
    a.wait();
    b.fire();
    return b.wait_ms(10);
}
