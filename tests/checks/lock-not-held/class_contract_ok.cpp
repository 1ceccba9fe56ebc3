// Real classes with annotations: the mutex inside the class, guards as templates, asserted holds,
// relockable guards, shared and exclusive sides.
#include <memory>
#include <mutex>
#include <shared_mutex>

#if defined(__clang__)
#define TSA(x) __attribute__((x))
#else
#define TSA(x)
#endif
#define CAPABILITY(x) TSA(capability(x))
#define SCOPED_CAPABILITY TSA(scoped_lockable)
#define GUARDED_BY(x) TSA(guarded_by(x))
#define ACQUIRE(...) TSA(acquire_capability(__VA_ARGS__))
#define ACQUIRE_SHARED(...) TSA(acquire_shared_capability(__VA_ARGS__))
#define RELEASE(...) TSA(release_capability(__VA_ARGS__))
#define RELEASE_SHARED(...) TSA(release_shared_capability(__VA_ARGS__))
#define RELEASE_GENERIC(...) TSA(release_generic_capability(__VA_ARGS__))
#define TRY_ACQUIRE(...) TSA(try_acquire_capability(__VA_ARGS__))
#define REQUIRES(...) TSA(requires_capability(__VA_ARGS__))
#define REQUIRES_SHARED(...) TSA(requires_shared_capability(__VA_ARGS__))
#define EXCLUDES(...) TSA(locks_excluded(__VA_ARGS__))
#define ASSERT_CAPABILITY(x) TSA(assert_capability(x))

namespace port {

class CAPABILITY("mutex") Mutex {
public:
    void Lock() ACQUIRE() { mu_.lock(); }
    void Unlock() RELEASE() { mu_.unlock(); }
    bool TryLock() TRY_ACQUIRE(true) { return mu_.try_lock(); }
    void AssertHeld() ASSERT_CAPABILITY(this) {}

private:
    std::mutex mu_;
};

class CAPABILITY("shared_mutex") RwLock {
public:
    void Lock() ACQUIRE() { mu_.lock(); }
    void Unlock() RELEASE() { mu_.unlock(); }
    void ReadLock() ACQUIRE_SHARED() { mu_.lock_shared(); }
    void ReadUnlock() RELEASE_SHARED() { mu_.unlock_shared(); }

private:
    std::shared_mutex mu_;
};

} // namespace port

template <typename M> class SCOPED_CAPABILITY Guard {
public:
    explicit Guard(M &mu) ACQUIRE(mu) : mu_(mu) { mu_.Lock(); }
    ~Guard() RELEASE() { mu_.Unlock(); }

private:
    M &mu_;
};

class SCOPED_CAPABILITY Relockable {
public:
    explicit Relockable(port::Mutex *mu) ACQUIRE(mu) : mu_(mu), held_(true) { mu_->Lock(); }
    ~Relockable() RELEASE()
    {
        if (held_)
            mu_->Unlock();
    }
    void Unlock() RELEASE()
    {
        mu_->Unlock();
        held_ = false;
    }
    void Lock() ACQUIRE()
    {
        mu_->Lock();
        held_ = true;
    }

private:
    port::Mutex *mu_;
    bool held_;
};

class Version;
class Db {
public:
    int Get(int key) EXCLUDES(mutex_);
    int Put(int key) EXCLUDES(mutex_);
    int Sum() EXCLUDES(table_);
    int Compact();
    void Background();

private:
    int MakeRoom(bool force) REQUIRES(mutex_);
    void Cleanup() REQUIRES(mutex_);
    int Lookup(int key) REQUIRES_SHARED(table_);

    port::Mutex mutex_;
    port::RwLock table_;
    std::unique_ptr<port::Mutex> side_;
    int entries_ GUARDED_BY(mutex_) = 0;
    bool busy_ = false;
};

int Db::Get(int key)
{
    Guard<port::Mutex> l(mutex_);
    if (key < 0)
        return -1;
    return entries_;
}

int Db::MakeRoom(bool force)
{
    mutex_.AssertHeld();
    while (busy_) {
        mutex_.Unlock();
        int k = Get(1);
        mutex_.Lock();
        if (k < 0 && !force)
            return -1;
    }
    Cleanup();
    return 0;
}

void Db::Cleanup()
{
    mutex_.AssertHeld();
    entries_ = 0;
}

int Db::Put(int key)
{
    Relockable l(&mutex_);
    int s = MakeRoom(key == 0);
    if (s < 0)
        return s;
    l.Unlock();
    if (key > 100)
        return 1;
    l.Lock();
    entries_++;
    return 0;
}

int Db::Lookup(int key)
{
    return key + busy_;
}

int Db::Sum()
{
    table_.ReadLock();
    int n = Lookup(1);
    if (n < 0) {
        table_.ReadUnlock();
        return -1;
    }
    n += Lookup(2);
    table_.ReadUnlock();
    table_.Lock();
    n += Lookup(3);
    table_.Unlock();
    return n;
}

int Db::Compact()
{
    if (!mutex_.TryLock())
        return -1;
    int rc = MakeRoom(true);
    mutex_.Unlock();
    return rc;
}

void Db::Background()
{
    side_->Lock();
    busy_ = !busy_;
    side_->Unlock();
}
