/* A default mutex used as a gate: one thread closes it, the other one opens it, again and again. Works
 * with every C library this runs on although POSIX leaves it open; what is told is the foreign
 * release, once, not a double acquisition. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int closed;

static void *opener(void *arg)
{
    for (int i = 0; i < 3; i++) {
        order_await(2 * i + 1);
        closed = 0;
        order_reach(2 * i + 2);
    }
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, opener, NULL) == 0);
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&gate);
        closed = 1;
        pthread_mutex_unlock(&gate);
        order_reach(2 * i + 1);
        order_await(2 * i + 2);
    }
    pthread_join(t, NULL);
    return closed;
}
