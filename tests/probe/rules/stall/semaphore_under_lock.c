/* Waits for a semaphore with the queue locked; who posts needs the queue. */
// run: kill-after 4
#include "order.h"
#include <pthread.h>
#include <semaphore.h>

static pthread_mutex_t queue = PTHREAD_MUTEX_INITIALIZER;
static sem_t filled;

static void *consumer(void *arg)
{
    pthread_mutex_lock(&queue);
    order_reach(1);
    sem_wait(&filled); // expect: stall
    pthread_mutex_unlock(&queue);
    return arg;
}

static void *producer(void *arg)
{
    order_await(1);
    pthread_mutex_lock(&queue);
    sem_post(&filled);
    pthread_mutex_unlock(&queue);
    return arg;
}

int main(void)
{
    pthread_t t, u;
    sem_init(&filled, 0, 0);
    must(pthread_create(&t, NULL, consumer, NULL) == 0);
    must(pthread_create(&u, NULL, producer, NULL) == 0);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
