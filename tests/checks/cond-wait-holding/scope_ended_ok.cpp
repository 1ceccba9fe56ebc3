// The registry's guard ends with its block, before the wait.
#include <condition_variable>
#include <mutex>

struct Job {
    std::mutex m;
    std::condition_variable cv;
    bool done = false;
};

class Registry {
  public:
    void finish(Job &j)
    {
        {
            std::lock_guard<std::mutex> all(mutex_);
            jobs_--;
        }
        std::unique_lock<std::mutex> outer(mutex_);
        outer.unlock();
        std::unique_lock<std::mutex> lk(j.m);
        while (!j.done)
            j.cv.wait(lk);
        lk.unlock();
        outer.lock();
        jobs_++;
    }

  private:
    std::mutex mutex_;
    int jobs_ = 1;
};

void run(Registry &r, Job &j)
{
    r.finish(j);
}
