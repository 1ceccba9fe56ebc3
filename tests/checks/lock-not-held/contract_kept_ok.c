/* Functions that release or need what they did not acquire, and say so. */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#if defined(__clang__)
#define ATTR(...) __attribute__((__VA_ARGS__))
#else
#define ATTR(...)
#endif
#define __must_hold(x)
#define __releases(x)
#define __acquires(x)

struct pool {
    pthread_mutex_t mu;
    pthread_cond_t more;
    int idle, failed;
};

int pool_take(struct pool *p) ATTR(requires_capability(p->mu));
int pool_leave(struct pool *p) ATTR(release_capability(p->mu));
void pool_assert(struct pool *p) ATTR(assert_capability(p->mu));

/* The failure path releases too, without having acquired: that is what it is for. */
int pool_leave(struct pool *p)
{
    if (p->failed) {
        pthread_mutex_unlock(&p->mu);
        return -1;
    }
    p->idle++;
    pthread_mutex_unlock(&p->mu);
    return 0;
}

int pool_take(struct pool *p)
{
    while (p->idle == 0)
        pthread_cond_wait(&p->more, &p->mu);
    p->idle--;
    return 0;
}

/* Lets go for a while and has it again when it returns. */
static void pool_refill(struct pool *p) __must_hold(&p->mu)
{
    pthread_mutex_unlock(&p->mu);
    void *block = malloc(4096);
    pthread_mutex_lock(&p->mu);
    p->failed = block == NULL;
    free(block);
}

static int pool_shrink(struct pool *p) __releases(&p->mu) __acquires(&p->mu)
{
    pthread_mutex_unlock(&p->mu);
    sched_yield();
    pthread_mutex_lock(&p->mu);
    return p->idle;
}

/* Not published yet: nobody needs the lock. */
struct pool *pool_new(void)
{
    struct pool *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    pthread_mutex_init(&p->mu, NULL);
    pthread_cond_init(&p->more, NULL);
    p->idle = 1;
    pool_take(p);
    return p;
}

int pool_cycle(struct pool *p)
{
    pthread_mutex_lock(&p->mu);
    pool_take(p);
    pool_refill(p);
    pool_shrink(p);
    return pool_leave(p);
}

/* Called by somebody who holds it, says the assertion. */
int pool_used(struct pool *p)
{
    pool_assert(p);
    int n = p->idle;
    pthread_mutex_unlock(&p->mu);
    return n;
}
