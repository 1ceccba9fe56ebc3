/* Two conditions, one of them made twice. */
#include <pthread.h>

struct ring {
    pthread_mutex_t lock;
    pthread_cond_t readable, writable;
    int used;
};

int ring_try(int n)
{
    struct ring r;

    pthread_mutex_init(&r.lock, NULL);
    pthread_cond_init(&r.readable, NULL);
    r.used = n;
    pthread_mutex_lock(&r.lock);
    r.used++;
    pthread_cond_signal(&r.readable);
    pthread_cond_signal(&r.writable); // expect: cond-uninitialized
    pthread_mutex_unlock(&r.lock);
    pthread_cond_destroy(&r.readable);
    pthread_mutex_destroy(&r.lock);
    return r.used;
}
