/* a before b, b before c, c before a: three threads, no two of which disagree. */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t net_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t disk_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t stat_lock = PTHREAD_MUTEX_INITIALIZER;
static int bytes;

#define NEST(x, y) (pthread_mutex_lock(x), pthread_mutex_lock(y))
#define UNNEST(x, y) (pthread_mutex_unlock(y), pthread_mutex_unlock(x))

static void *net(void *arg)
{
    NEST(&net_lock, &disk_lock); // expect: lock-order-cycle
    bytes++;
    UNNEST(&net_lock, &disk_lock);
    return arg;
}

static void *disk(void *arg)
{
    NEST(&disk_lock, &stat_lock); // expect: lock-order-cycle
    bytes--;
    UNNEST(&disk_lock, &stat_lock);
    return arg;
}

static void *stat_loop(void *arg)
{
    NEST(&stat_lock, &net_lock); // expect: lock-order-cycle
    bytes = 0;
    UNNEST(&stat_lock, &net_lock);
    return arg;
}

int main(void)
{
    pthread_t t[3];
    void *(*const run[])(void *) = {net, disk, stat_loop};

    for (int i = 0; i < 3; i++)
        if (pthread_create(&t[i], NULL, run[i], NULL) != 0)
            return 1;
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    return 0;
}
