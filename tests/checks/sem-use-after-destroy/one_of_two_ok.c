/* Each label destroys what was made before it. */
#include <semaphore.h>
#include <stdlib.h>

struct ring {
    sem_t used, room;
    int *slot;
};

struct ring *ring_new(unsigned n)
{
    struct ring *r = malloc(sizeof *r);
    if (!r)
        return NULL;
    if (sem_init(&r->used, 0, 0) != 0)
        goto no_used;
    if (sem_init(&r->room, 0, n) != 0)
        goto no_room;
    r->slot = calloc(n, sizeof *r->slot);
    if (r->slot)
        return r;
    sem_destroy(&r->room);
no_room:
    sem_destroy(&r->used);
no_used:
    free(r);
    return NULL;
}

void ring_free(struct ring *r)
{
    sem_destroy(&r->used);
    sem_destroy(&r->room);
    free(r->slot);
    free(r);
}
