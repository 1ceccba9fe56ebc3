/* Two come and one goes, through a wrapper, from a thread that is not main. */
// run: --growth-every=200
#include "order.h"
#include <pthread.h>

static int leave;

static void *session(void *arg)
{
    int stays = arg != NULL;
    while (stays)
        pause();
    return arg;
}

__attribute__((noinline)) static void spawn(void *arg)
{
    pthread_attr_t a;
    pthread_t t;
    pthread_attr_init(&a);
    pthread_attr_setstacksize(&a, 64 << 10);
    pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
    must(pthread_create(&t, &a, session, arg) == 0); // expect: thread-growth
}

static void *acceptor(void *arg)
{
    for (int i = 0; i < 250; i++) {
        spawn(i % 3 ? &leave : NULL);
        usleep(15 * 1000);
    }
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, acceptor, NULL) == 0);
    pthread_join(t, NULL);
    return 0;
}
