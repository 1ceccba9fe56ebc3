/* The configuration is read-locked over the wait; whoever changes it cannot. */
#include <pthread.h>

static pthread_rwlock_t config = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t reloaded = PTHREAD_COND_INITIALIZER;
static int version, wanted;

int config_await(int v)
{
    int now;

    pthread_rwlock_rdlock(&config);
    wanted = v;
    pthread_mutex_lock(&lock);
    while (version < v)
        pthread_cond_wait(&reloaded, &lock); // expect: cond-wait-holding
    now = version;
    pthread_mutex_unlock(&lock);
    pthread_rwlock_unlock(&config);
    return now;
}

void config_reload(void)
{
    pthread_rwlock_wrlock(&config);
    pthread_mutex_lock(&lock);
    version++;
    pthread_cond_broadcast(&reloaded);
    pthread_mutex_unlock(&lock);
    pthread_rwlock_unlock(&config);
}
