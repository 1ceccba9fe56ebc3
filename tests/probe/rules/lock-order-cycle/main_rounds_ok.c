/* The locks are declared anew in every round of main's loop, and the rounds take them in opposite order:
 * with threads that are joined, and with detached ones that tell when they are done. */
#include "order.h"
#include <pthread.h>

struct both {
    pthread_mutex_t *first, *second;
    int done;
};

static void *work(void *arg)
{
    struct both *b = arg;
    int done = b->done;
    pthread_mutex_lock(b->first);
    pthread_mutex_lock(b->second);
    pthread_mutex_unlock(b->second);
    pthread_mutex_unlock(b->first);
    order_reach(done);
    return NULL;
}

int main(void)
{
    for (int round = 1; round <= 4; round++) {
        pthread_mutex_t x = PTHREAD_MUTEX_INITIALIZER, y = PTHREAD_MUTEX_INITIALIZER;
        struct both b = {round % 2 ? &x : &y, round % 2 ? &y : &x, round};
        pthread_t t;
        must(pthread_create(&t, NULL, work, &b) == 0);
        if (round <= 2)
            pthread_join(t, NULL);
        else
            pthread_detach(t);
        order_await(round);
    }
again:;
    pthread_mutex_t x = PTHREAD_MUTEX_INITIALIZER, y = PTHREAD_MUTEX_INITIALIZER;
    static int round = 5;
    struct both b = {round % 2 ? &x : &y, round % 2 ? &y : &x, round};
    pthread_t t;
    must(pthread_create(&t, NULL, work, &b) == 0);
    pthread_detach(t);
    order_await(round);
    if (round++ < 8)
        goto again;
    return 0;
}
