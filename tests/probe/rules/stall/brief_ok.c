/* A short wait under a lock that others want. */
// run: --stuck-after=2000
#include "order.h"
#include <pthread.h>
#include <semaphore.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static sem_t s;

static void *waiter(void *arg)
{
    pthread_mutex_lock(&m);
    order_reach(1);
    sem_wait(&s);
    pthread_mutex_unlock(&m);
    return arg;
}

static void *other(void *arg)
{
    order_await(1);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    return arg;
}

int main(void)
{
    pthread_t t, u;
    sem_init(&s, 0, 0);
    must(pthread_create(&t, NULL, waiter, NULL) == 0);
    must(pthread_create(&u, NULL, other, NULL) == 0);
    usleep(300 * 1000);
    sem_post(&s);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
