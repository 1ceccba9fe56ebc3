/* A long wait on a semaphore while a lock is held that nobody else wants. */
// run: --stuck-after=200 --long-hold=5000
#include "order.h"
#include <pthread.h>
#include <semaphore.h>

static pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER;
static sem_t s;

static void *waiter(void *arg)
{
    pthread_mutex_lock(&own);
    sem_wait(&s);
    pthread_mutex_unlock(&own);
    return arg;
}

int main(void)
{
    pthread_t t;
    sem_init(&s, 0, 0);
    must(pthread_create(&t, NULL, waiter, NULL) == 0);
    usleep(900 * 1000);
    sem_post(&s);
    pthread_join(t, NULL);
    return 0;
}
