#include "res.h"

int res_enter(struct res *r)
{
    if (pthread_mutex_lock(&r->lock) != 0)
        return -1;
    if (r->n < 0) {
        pthread_mutex_unlock(&r->lock);
        return -1;
    }
    return 0;
}

void res_leave(struct res *r)
{
    pthread_mutex_unlock(&r->lock);
}
