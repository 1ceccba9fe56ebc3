// The guard comes from a function, already locked.
#include <condition_variable>
#include <mutex>

class Inbox {
  public:
    int take()
    {
        std::unique_lock<std::mutex> lk = enter();
        cv.wait(lk, [this] { return count > 0; });
        while (paused)
            cv.wait(lk);
        return count--;
    }
    void put()
    {
        auto lk = enter();
        count++;
        lk.unlock();
        cv.notify_one();
        lk.lock();
        paused = false;
    }

  private:
    std::unique_lock<std::mutex> enter() { return std::unique_lock<std::mutex>(m); }
    std::mutex m;
    std::condition_variable cv;
    int count = 0;
    bool paused = true;
};

int drain(Inbox &b)
{
    b.put();
    return b.take();
}
