/* The mutex behind the handle is made when it is first acquired; whoever releases reads the pointer. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef struct {
    _Atomic(pthread_mutex_t *) p;
    pthread_mutex_t *impl;
} rec_mutex;

static pthread_mutex_t *rec_mutex_new(void)
{
    pthread_mutex_t *m = malloc(sizeof *m);
    pthread_mutexattr_t attr;

    if (!m)
        abort();
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(m, &attr);
    pthread_mutexattr_destroy(&attr);
    return m;
}

static pthread_mutex_t *rec_mutex_impl(rec_mutex *r)
{
    pthread_mutex_t *m = atomic_load(&r->p);
    if (!m) {
        pthread_mutex_t *none = NULL;
        m = rec_mutex_new();
        if (!atomic_compare_exchange_strong(&r->p, &none, m)) {
            pthread_mutex_destroy(m);
            free(m);
            m = none;
        }
    }
    r->impl = m;
    return atomic_load(&r->p);
}

void rec_mutex_lock(rec_mutex *r)
{
    pthread_mutex_lock(rec_mutex_impl(r));
}

void rec_mutex_unlock(rec_mutex *r)
{
    pthread_mutex_unlock(r->impl);
}

static rec_mutex lock;
static int depth, total;

void add(int n)
{
    for (depth = 0; depth < n; depth++)
        rec_mutex_lock(&lock);
    total += depth;
    while (depth-- > 0)
        rec_mutex_unlock(&lock);
}

int main(void)
{
    rec_mutex_lock(&lock);
    rec_mutex_lock(&lock);
    add(3);
    rec_mutex_unlock(&lock);
    rec_mutex_unlock(&lock);
    return total;
}
