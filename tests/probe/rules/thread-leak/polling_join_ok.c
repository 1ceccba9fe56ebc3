/* Joined by trying and by waiting with a limit until it works. */
#include "order.h"
#include <pthread.h>
#include <time.h>

static void *worker(void *arg)
{
    order_await((int)(long)arg);
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    struct timespec ts;
    must(pthread_create(&a, NULL, worker, (void *)1L) == 0);
    must(pthread_create(&b, NULL, worker, (void *)2L) == 0);
    must(pthread_tryjoin_np(a, NULL) != 0);
    clock_gettime(CLOCK_REALTIME, &ts);
    must(pthread_timedjoin_np(b, NULL, &ts) != 0);
    order_reach(1);
    while (pthread_tryjoin_np(a, NULL) != 0)
        usleep(1000);
    order_reach(2);
    do {
        clock_gettime(CLOCK_REALTIME, &ts);
        ts.tv_sec++;
    } while (pthread_timedjoin_np(b, NULL, &ts) != 0);
    return 0;
}
