/* The threads end, but nobody joins them: their stacks stay. */
// run: --growth-every=200
#include "order.h"
#include <pthread.h>

static void *job(void *arg)
{
    return arg;
}

int main(void)
{
    pthread_attr_t a;
    pthread_attr_init(&a);
    pthread_attr_setstacksize(&a, 64 << 10);
    for (int i = 0; i < 300; i++) {
        pthread_t t;
        must(pthread_create(&t, &a, job, NULL) == 0); // expect: thread-growth, thread-leak
        usleep(15 * 1000);
    }
    return 0;
}
