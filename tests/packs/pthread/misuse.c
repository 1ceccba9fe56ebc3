#define _GNU_SOURCE
#include <pthread.h>

void *work(void *arg);

static pthread_mutex_t nested = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static int rows;

int init(void)
{
    return pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
}

/* asks for joinable explicitly */
int explicitly_joinable(void)
{
    pthread_attr_t attr;
    pthread_t t;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_JOINABLE);
    int rc = pthread_create(&t, &attr, work, NULL); // expect: thread-leak
    pthread_attr_destroy(&attr);
    return rc;
}

void join_detached(void)
{
    pthread_attr_t attr;
    pthread_t t;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&t, &attr, work, NULL) == 0)
        pthread_join(t, NULL); // expect: thread-join-detached
    pthread_attr_destroy(&attr);
}

void spin_twice(void)
{
    pthread_spin_lock(&spin);
    rows++;
    pthread_spin_lock(&spin); // expect: lock-double-acquire
    pthread_spin_unlock(&spin);
}

int upgrade(void)
{
    pthread_rwlock_rdlock(&table);
    pthread_rwlock_wrlock(&table); // expect: lock-upgrade
    int n = rows++;
    pthread_rwlock_unlock(&table);
    return n;
}

int nested_once_too_often(void)
{
    pthread_mutex_lock(&nested);
    pthread_mutex_lock(&nested);
    int n = rows;
    pthread_mutex_unlock(&nested);
    pthread_mutex_unlock(&nested);
    pthread_mutex_unlock(&nested); // expect: lock-not-held
    return n;
}
