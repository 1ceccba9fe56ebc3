/* Two jobs of a thread pool; which worker runs which is chance. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t queue = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static void (*job[4])(void);
static int jobs, stop;

static void debit(void)
{
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b); // expect: lock-order-cycle
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    order_reach(1);
}

static void credit(void)
{
    order_await(1);
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&a); // expect: lock-order-cycle
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
}

static void *worker(void *arg)
{
    pthread_mutex_lock(&queue);
    for (;;) {
        while (jobs == 0 && !stop)
            pthread_cond_wait(&filled, &queue);
        if (jobs == 0)
            break;
        void (*run)(void) = job[--jobs];
        pthread_mutex_unlock(&queue);
        run();
        pthread_mutex_lock(&queue);
    }
    pthread_mutex_unlock(&queue);
    return arg;
}

int main(void)
{
    pthread_t t[2];
    pthread_mutex_lock(&queue);
    job[jobs++] = debit;
    job[jobs++] = credit;
    for (int i = 0; i < 2; i++)
        must(pthread_create(&t[i], NULL, worker, NULL) == 0);
    pthread_mutex_unlock(&queue);
    pthread_mutex_lock(&queue);
    stop = 1;
    pthread_cond_broadcast(&filled);
    pthread_mutex_unlock(&queue);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    return 0;
}
