// run: kill-after 4
// run: exit 143
// Two locks of the program's own making: one polls, one sleeps on a condition inside.
#include "home.h"

struct sleeper {
    pthread_mutex_t guard;
    pthread_cond_t freed;
    int taken;
};
static struct sleeper s = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
static struct spin p;

HOME void sleeper_lock(struct sleeper *l)
{
    heddle_lock_before_acquire(l, HEDDLE_EXCLUSIVE);
    pthread_mutex_lock(&l->guard);
    while (l->taken)
        pthread_cond_wait(&l->freed, &l->guard);
    l->taken = 1;
    pthread_mutex_unlock(&l->guard);
    heddle_lock_acquired(l, HEDDLE_EXCLUSIVE);
}

HOME void sleeper_unlock(struct sleeper *l)
{
    heddle_lock_before_release(l);
    pthread_mutex_lock(&l->guard);
    l->taken = 0;
    pthread_cond_signal(&l->freed);
    pthread_mutex_unlock(&l->guard);
}

static void *one(void *arg)
{
    sleeper_lock(&s); // expect: lock-order-cycle
    order_reach(1);
    order_await(2);
    spin_lock(&p); // expect: deadlock, lock-order-cycle
    spin_unlock(&p);
    sleeper_unlock(&s);
    return arg;
}

static void *two(void *arg)
{
    order_await(1);
    spin_lock(&p); // expect: lock-order-cycle
    order_reach(2);
    sleeper_lock(&s); // expect: deadlock, lock-order-cycle
    sleeper_unlock(&s);
    spin_unlock(&p);
    return arg;
}

int main(void)
{
    pthread_t a = spawn(one, NULL), b = spawn(two, NULL);

    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
