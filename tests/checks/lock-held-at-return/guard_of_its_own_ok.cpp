// A guard that the project wrote itself keeps a reference to the lock in a field; callees make such
// guards too, some of them on a condition.
#include <pthread.h>

class mutex_t {
public:
    void lock()
    {
        if (pthread_mutex_lock(&_mutex) != 0)
            __builtin_abort();
    }
    void unlock()
    {
        if (pthread_mutex_unlock(&_mutex) != 0)
            __builtin_abort();
    }

private:
    pthread_mutex_t _mutex = PTHREAD_MUTEX_INITIALIZER;
};

struct scoped_lock_t {
    explicit scoped_lock_t(mutex_t &mutex) : _mutex(mutex) { _mutex.lock(); }
    ~scoped_lock_t() { _mutex.unlock(); }

private:
    mutex_t &_mutex;
};

struct optional_lock_t {
    explicit optional_lock_t(mutex_t *mutex) : _mutex(mutex)
    {
        if (_mutex)
            _mutex->lock();
    }
    ~optional_lock_t()
    {
        if (_mutex)
            _mutex->unlock();
    }

private:
    mutex_t *_mutex;
};

struct registry {
    mutex_t sync;
    int used;
    int add(int n)
    {
        scoped_lock_t guard(sync);
        used += n;
        return used;
    }
};

struct session {
    mutex_t sync;
    registry *reg;
    bool thread_safe;
    int count;
    int open(int n);
    int send(int n);
};

int session::open(int n)
{
    scoped_lock_t guard(sync);
    if (n < 0)
        return -1;
    if (reg->add(n) > 100) {
        count = 0;
        return -1;
    }
    count += reg->add(1);
    return count;
}

int session::send(int n)
{
    optional_lock_t guard(thread_safe ? &sync : nullptr);
    if (reg->add(n) < 0)
        return -1;
    for (int i = 0; i < n; i++) {
        optional_lock_t other(reg->used ? &reg->sync : nullptr);
        if (count > i)
            return i;
    }
    return 0;
}
