// The condition keeps a pointer to the mutex it goes with; who waits holds that mutex.
#include <condition_variable>
#include <mutex>
#include <thread>

class CondVar;

class Mutex {
public:
    void Lock() { mu_.lock(); }
    void Unlock() { mu_.unlock(); }

private:
    friend class CondVar;
    std::mutex mu_;
};

class CondVar {
public:
    explicit CondVar(Mutex *mu) : mu_(mu) {}
    void Wait()
    {
        std::unique_lock<std::mutex> lock(mu_->mu_, std::adopt_lock);
        cv_.wait(lock);
        lock.release();
    }
    void Signal() { cv_.notify_one(); }

private:
    std::condition_variable cv_;
    Mutex *const mu_;
};

class Env {
public:
    Env() : cv_(&mutex_), started_(false), jobs_(0) {}
    void Schedule()
    {
        mutex_.Lock();
        if (!started_) {
            started_ = true;
            std::thread(Env::Entry, this).detach();
        }
        if (jobs_++ == 0)
            cv_.Signal();
        mutex_.Unlock();
    }

private:
    static void Entry(Env *env) { env->Main(); }
    void Main()
    {
        while (true) {
            mutex_.Lock();
            while (jobs_ == 0)
                cv_.Wait();
            jobs_--;
            mutex_.Unlock();
        }
    }
    Mutex mutex_;
    CondVar cv_;
    bool started_;
    int jobs_;
};

int main()
{
    Env env;
    env.Schedule();
    return 0;
}
