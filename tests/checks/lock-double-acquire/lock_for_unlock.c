/* The last line should release and acquires instead. */
#include <pthread.h>

struct ring {
    pthread_mutex_t mutex;
    unsigned head, tail;
    int slot[64];
};

int ring_put(struct ring *r, int value)
{
    pthread_mutex_lock(&r->mutex);
    if (r->tail - r->head == 64) {
        pthread_mutex_unlock(&r->mutex);
        return -1;
    }
    r->slot[r->tail++ % 64] = value;
    pthread_mutex_lock(&r->mutex); // expect: lock-double-acquire
    return 0;
}
