// Guards of the program's own: the constructor acquires by one name, the destructor releases by a
// member that keeps the reference or the address. One remembers whether its attempt succeeded.
#include <mutex>
#include <pthread.h>

class Plain {
public:
    explicit Plain(std::mutex &m) : mutex_(m)
    {
        m.lock();
    }
    ~Plain()
    {
        mutex_.unlock();
    }

private:
    std::mutex &mutex_;
};

class Attempt {
public:
    explicit Attempt(std::mutex &m) : mutex_(m), won_(m.try_lock())
    {
    }
    ~Attempt()
    {
        if (won_)
            mutex_.unlock();
    }
    explicit operator bool() const
    {
        return won_;
    }

private:
    std::mutex &mutex_;
    bool won_;
};

class Perhaps {
public:
    explicit Perhaps(pthread_mutex_t *m) : mutex_(pthread_mutex_trylock(m) == 0 ? m : nullptr)
    {
    }
    ~Perhaps()
    {
        if (mutex_)
            pthread_mutex_unlock(mutex_);
    }
    pthread_mutex_t *mutex_;
};

struct Unlocker { // an aggregate
    std::mutex &mutex;
    ~Unlocker()
    {
        mutex.unlock();
    }
};

static std::mutex table, journal;
static pthread_mutex_t raw = PTHREAD_MUTEX_INITIALIZER;
static int entries;

int add(int n)
{
    Plain guard(table);
    entries += n;
    return entries;
}

int add_if_free(int n)
{
    Attempt guard(table);
    if (!guard)
        return -1;
    if (n == 0)
        return 0;
    entries += n;
    return entries;
}

int add_raw(int n)
{
    Perhaps guard(&raw);
    if (!guard.mutex_)
        return -1;
    entries += n;
    return 0;
}

int write_down(int n)
{
    journal.lock();
    Unlocker last{journal};
    if (n < 0)
        return -1;
    entries = n;
    return 0;
}

int main()
{
    return add(1) + add_if_free(2) + add_raw(3) + write_down(4);
}
