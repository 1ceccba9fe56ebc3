/* A whole program: the only function ever registered is known and harmless. */
#include <pthread.h>

struct timer {
    pthread_mutex_t lock;
    void (*fire)(void *arg);
    void *arg;
    int fired;
};

static void timer_set(struct timer *t, void (*fire)(void *arg), void *arg)
{
    t->fire = fire;
    t->arg = arg;
}

static void timer_run(struct timer *t)
{
    pthread_mutex_lock(&t->lock);
    t->fired++;
    t->fire(t->arg);
    pthread_mutex_unlock(&t->lock);
}

static void count(void *arg)
{
    ++*(int *)arg;
}

int main(void)
{
    int n = 0;
    struct timer t = {.lock = PTHREAD_MUTEX_INITIALIZER};
    timer_set(&t, count, &n);
    timer_run(&t);
    return n;
}
