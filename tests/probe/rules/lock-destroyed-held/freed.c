/* The object goes while its lock is held: the last put() forgets to unlock first. */
#include "order.h"
#include <pthread.h>
#include <stdlib.h>

struct object {
    int refs;
    pthread_mutex_t m;
};

static void put(struct object *o)
{
    pthread_mutex_lock(&o->m);
    if (--o->refs == 0) {
        free(o); // expect: lock-destroyed-held
        return;
    }
    pthread_mutex_unlock(&o->m);
}

int main(void)
{
    struct object *o = calloc(1, sizeof *o);
    o->refs = 2;
    pthread_mutex_init(&o->m, NULL);
    put(o);
    put(o);
    return 0;
}
