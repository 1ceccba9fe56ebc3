/* Released, destroyed, freed, in that order, by the last user. */
#include "order.h"
#include <pthread.h>
#include <stdlib.h>

struct object {
    pthread_mutex_t m;
    int refs;
};

static void *put(void *arg)
{
    struct object *o = arg;
    pthread_mutex_lock(&o->m);
    int left = --o->refs;
    pthread_mutex_unlock(&o->m);
    if (left == 0) {
        pthread_mutex_destroy(&o->m);
        free(o);
    }
    return NULL;
}

int main(void)
{
    pthread_t t[4];
    struct object *o = calloc(1, sizeof *o);
    pthread_mutex_init(&o->m, NULL);
    o->refs = 4;
    for (int i = 0; i < 4; i++)
        must(pthread_create(&t[i], NULL, put, o) == 0);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    return 0;
}
