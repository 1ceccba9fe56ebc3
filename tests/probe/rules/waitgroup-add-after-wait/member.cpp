// A C++ pool whose tasks register themselves when they run.
#include "home.h"

class Pool {
public:
    Pool() { heddle_waitgroup_create(this, 0); }
    ~Pool() { heddle_waitgroup_destroy(this); }
    void enter()
    {
        heddle_waitgroup_add(this, 1);
        __atomic_fetch_add(&count, 1, __ATOMIC_ACQ_REL);
    }
    void leave()
    {
        heddle_waitgroup_done(this);
        __atomic_fetch_sub(&count, 1, __ATOMIC_ACQ_REL);
    }
    void wait()
    {
        heddle_waitgroup_wait_begin(this);
        while (__atomic_load_n(&count, __ATOMIC_ACQUIRE))
            usleep(500);
        heddle_waitgroup_wait_end(this, 1);
    }

private:
    long count = 0;
};

static void *task(void *arg)
{
    Pool *pool = static_cast<Pool *>(arg);
    order_await(1);
    pool->enter(); // expect: waitgroup-add-after-wait
    pool->leave();
    return nullptr;
}

int main()
{
    Pool pool;
    pthread_t t = spawn(task, &pool);
    pool.wait();
    order_reach(1);
    pthread_join(t, nullptr);
}
