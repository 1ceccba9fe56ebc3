/* A thread per request, none of which ever ends. */
// run: --growth-every=200
#include "order.h"
#include <pthread.h>

static void *request(void *arg)
{
    for (;;)
        pause();
    return arg;
}

int main(void)
{
    pthread_attr_t a;
    pthread_attr_init(&a);
    pthread_attr_setstacksize(&a, 64 << 10);
    pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
    for (int i = 0; i < 300; i++) {
        pthread_t t;
        must(pthread_create(&t, &a, request, NULL) == 0); // expect: thread-growth
        usleep(15 * 1000);
    }
    return 0;
}
