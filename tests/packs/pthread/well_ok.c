#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t nested = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t meet;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int ready, rows;

static void make(void)
{
    pthread_barrier_init(&meet, NULL, 2);
}

static void *work(void *arg)
{
    pthread_once(&once, make);
    pthread_barrier_wait(&meet);
    pthread_mutex_lock(&lock);
    ready = 1;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    return arg;
}

int wait_ready(const struct timespec *until)
{
    int rc = 0;
    pthread_once(&once, make);
    pthread_mutex_lock(&lock);
    while (!ready && rc == 0)
        rc = pthread_cond_clockwait(&changed, &lock, CLOCK_MONOTONIC, until);
    pthread_mutex_unlock(&lock);
    return rc;
}

/* the thread detaches itself */
static void *loner(void *arg)
{
    pthread_detach(pthread_self());
    return arg;
}

int detached_ways(void)
{
    pthread_attr_t attr;
    pthread_t a, b;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 65536);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    int rc = pthread_create(&a, &attr, work, NULL);
    pthread_attr_destroy(&attr);
    if (rc == 0)
        rc = pthread_create(&b, NULL, loner, NULL);
    return rc;
}

int joined_even_when_slow(const struct timespec *until)
{
    pthread_t t;
    if (pthread_create(&t, NULL, work, NULL) != 0)
        return -1;
    pthread_setname_np(t, "worker");
    if (pthread_timedjoin_np(t, NULL, until) != 0) {
        pthread_cancel(t);
        pthread_join(t, NULL);
    }
    return 0;
}

int readers(int deep)
{
    pthread_rwlock_rdlock(&table);
    pthread_rwlock_rdlock(&table);
    int n = rows + deep;
    pthread_rwlock_unlock(&table);
    pthread_rwlock_unlock(&table);
    if (pthread_rwlock_trywrlock(&table) == 0) {
        rows++;
        pthread_rwlock_unlock(&table);
    }
    return n;
}

int nested_twice(void)
{
    pthread_mutex_lock(&nested);
    pthread_mutex_lock(&nested);
    int n = rows;
    pthread_mutex_unlock(&nested);
    pthread_mutex_unlock(&nested);
    return n;
}

static void release(void *m)
{
    pthread_mutex_unlock(m);
}

/* cancelled or not, the handler releases */
void cancellable(void)
{
    pthread_mutex_lock(&lock);
    pthread_cleanup_push(release, &lock);
    while (!ready)
        pthread_cond_wait(&changed, &lock);
    pthread_cleanup_pop(1);
}

int by_hand(void)
{
    pthread_mutexattr_t attr;
    pthread_mutex_t m;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    int rc = pthread_mutex_init(&m, &attr);
    pthread_mutexattr_destroy(&attr);
    if (rc != 0)
        return rc;
    pthread_mutex_lock(&m);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    pthread_mutex_unlock(&m);
    return pthread_mutex_destroy(&m);
}
