/* Condition and mutex of an object; the next object lies at the same address with another layout. */
#include "order.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct a {
    pthread_cond_t c;
    pthread_mutex_t m;
};
struct b {
    pthread_cond_t c;
    long pad[4];
    pthread_mutex_t m;
};

static void nap(pthread_cond_t *c, pthread_mutex_t *m)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    pthread_mutex_lock(m);
    pthread_cond_timedwait(c, m, &ts);
    pthread_mutex_unlock(m);
}

int main(void)
{
    void *room = malloc(512);
    for (int i = 0; i < 5; i++) {
        struct a *x = room;
        pthread_cond_init(&x->c, NULL);
        pthread_mutex_init(&x->m, NULL);
        nap(&x->c, &x->m);
        pthread_cond_destroy(&x->c);
        pthread_mutex_destroy(&x->m);
        struct b *y = room;
        pthread_cond_init(&y->c, NULL);
        pthread_mutex_init(&y->m, NULL);
        nap(&y->c, &y->m);
        pthread_cond_destroy(&y->c);
        pthread_mutex_destroy(&y->m);
    }
    free(room);
    return 0;
}
