// The guard was made with defer_lock and never locked.
#include <condition_variable>
#include <mutex>

class Latch {
  public:
    void wait()
    {
        std::unique_lock<std::mutex> lk(m, std::defer_lock);
        while (!open)
            cv.wait(lk); // expect: cond-wait-unlocked
    }
    void release()
    {
        std::lock_guard<std::mutex> lk(m);
        open = true;
        cv.notify_all();
    }

  private:
    std::mutex m;
    std::condition_variable cv;
    bool open = false;
};

void pass(Latch &l)
{
    l.wait();
    l.release();
}
