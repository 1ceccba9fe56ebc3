// A lock_guard of the registry lives on while a job is awaited.
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
        std::lock_guard<std::mutex> all(mutex_);
        std::unique_lock<std::mutex> lk(j.m);
        while (!j.done)
            j.cv.wait(lk); // expect: cond-wait-holding
        jobs_--;
    }
    void complete(Job &j)
    {
        std::lock_guard<std::mutex> all(mutex_);
        std::lock_guard<std::mutex> lk(j.m);
        j.done = true;
        j.cv.notify_all();
    }

  private:
    std::mutex mutex_;
    int jobs_ = 1;
};

void run(Registry &r, Job &j)
{
    r.complete(j);
    r.finish(j);
}
