// The same kind of class, used wrongly.
#include <mutex>

#if defined(__clang__)
#define TSA(x) __attribute__((x))
#else
#define TSA(x)
#endif

class TSA(capability("mutex")) Mutex {
public:
    void Lock() TSA(acquire_capability()) { mu_.lock(); }
    void Unlock() TSA(release_capability()) { mu_.unlock(); }

private:
    std::mutex mu_;
};

class TSA(scoped_lockable) MutexLock {
public:
    explicit MutexLock(Mutex *mu) TSA(acquire_capability(mu)) : mu_(mu) { mu->Lock(); }
    ~MutexLock() TSA(release_capability()) { mu_->Unlock(); }

private:
    Mutex *const mu_;
};

class Log {
public:
    int Append(int n);
    int Rotate();

private:
    void Flush() TSA(requires_capability(mu_));
    Mutex mu_;
    int pending_ = 0, files_ = 0;
};

void Log::Flush()
{
    pending_ = 0;
}

int Log::Append(int n)
{
    {
        MutexLock l(&mu_);
        pending_ += n;
        if (pending_ < 10)
            return 0;
    }
    Flush(); // expect: lock-not-held
    return 1;
}

int Log::Rotate()
{
    mu_.Lock();
    Flush();
    mu_.Unlock();
    int n = ++files_;
    if (n > 8)
        Flush(); // expect: lock-not-held
    return n;
}
