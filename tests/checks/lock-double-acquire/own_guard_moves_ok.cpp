// A guard of the program's own moves out of its function and into another; only the last one of
// them releases.
#include <mutex>
#include <pthread.h>
#include <utility>

static std::mutex m;
static pthread_mutex_t raw = PTHREAD_MUTEX_INITIALIZER;
static int n;

class Flagged {
public:
    Flagged() : on_(true)
    {
        m.lock();
    }
    Flagged(Flagged &&o) : on_(o.on_)
    {
        o.on_ = false;
    }
    ~Flagged()
    {
        if (on_)
            m.unlock();
    }

private:
    bool on_;
};

class Pointed {
public:
    explicit Pointed(pthread_mutex_t *mutex) : mutex_(mutex)
    {
        pthread_mutex_lock(mutex_);
    }
    Pointed(Pointed &&o) : mutex_(std::exchange(o.mutex_, nullptr))
    {
    }
    ~Pointed()
    {
        if (mutex_)
            pthread_mutex_unlock(mutex_);
    }

private:
    pthread_mutex_t *mutex_;
};

Flagged take()
{
    return Flagged();
}

Flagged take_and_count()
{
    Flagged guard;
    n++;
    return guard;
}

Pointed take_raw()
{
    Pointed guard(&raw);
    n++;
    return guard;
}

static void add()
{
    std::lock_guard<std::mutex> guard(m);
    n++;
}

static void use(Pointed guard)
{
    n++;
}

int main()
{
    {
        auto guard = take();
        n++;
    }
    add();
    {
        auto guard = take_and_count();
        n++;
    }
    add();
    {
        auto guard = take_raw();
        n++;
    }
    use(take_raw());
    Pointed last(&raw);
    return 0;
}
