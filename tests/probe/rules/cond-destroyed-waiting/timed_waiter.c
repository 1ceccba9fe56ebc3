/* The waiter has a limit, which is far away. */
// run: kill-after 2
#include "order.h"
#include <pthread.h>
#include <time.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;

static void *waiter(void *arg)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    ts.tv_sec += 30;
    pthread_mutex_lock(&m);
    order_arrive();
    pthread_cond_timedwait(&c, &m, &ts);
    pthread_mutex_unlock(&m);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, waiter, NULL) == 0);
    pthread_detach(t);
    order_await(1);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    pthread_cond_destroy(&c); // expect: cond-destroyed-waiting
    return 0;
}
