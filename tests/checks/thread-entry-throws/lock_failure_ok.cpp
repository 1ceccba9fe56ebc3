// A wrapper around a mutex throws when the mutex is broken: nobody means to catch that.
#include <pthread.h>
#include <stdexcept>
#include <thread>

class Mutex {
public:
    void lock()
    {
        if (pthread_mutex_lock(&m_) != 0)
            throw std::runtime_error("pthread_mutex_lock");
    }
    void unlock() { pthread_mutex_unlock(&m_); }

private:
    pthread_mutex_t m_ = PTHREAD_MUTEX_INITIALIZER;
};

static Mutex guard;
static long count;

static void counting()
{
    for (int i = 0; i < 1000; i++) {
        guard.lock();
        count++;
        guard.unlock();
    }
}

void run()
{
    std::thread t(counting);
    t.join();
}
