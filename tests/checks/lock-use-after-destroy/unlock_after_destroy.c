/* The helper releases and destroys; its caller releases again. */
#include <pthread.h>

struct room {
    pthread_mutex_t lock;
    int guests;
};

static int room_close_if_empty(struct room *r)
{
    if (r->guests > 0)
        return 0;
    pthread_mutex_unlock(&r->lock);
    pthread_mutex_destroy(&r->lock);
    return 1;
}

void room_leave(struct room *r)
{
    pthread_mutex_lock(&r->lock);
    r->guests--;
    room_close_if_empty(r);
    pthread_mutex_unlock(&r->lock); // expect: lock-use-after-destroy
}
