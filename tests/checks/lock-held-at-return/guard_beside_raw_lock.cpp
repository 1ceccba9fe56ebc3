// Guards all around, but the one lock that is acquired by hand stays held when the callee fails.
#include <pthread.h>

struct scoped_lock_t {
    explicit scoped_lock_t(pthread_mutex_t &mutex) : _mutex(mutex) { pthread_mutex_lock(&_mutex); }
    ~scoped_lock_t() { pthread_mutex_unlock(&_mutex); }

private:
    pthread_mutex_t &_mutex;
};

struct registry {
    pthread_mutex_t sync;
    int used;
    int add(int n)
    {
        scoped_lock_t guard(sync);
        used += n;
        return used;
    }
};

struct session {
    pthread_mutex_t sync, peers;
    registry *reg;
    int count;
    int open(int n);
};

int session::open(int n)
{
    scoped_lock_t guard(sync);
    pthread_mutex_lock(&peers);
    if (reg->add(n) > 100)
        return -1; // expect: lock-held-at-return
    count += n;
    pthread_mutex_unlock(&peers);
    return count;
}
