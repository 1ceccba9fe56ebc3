/* The wrapper tells; its caller forgets on one path. */
#include <pthread.h>

struct slot {
    pthread_mutex_t lock;
    int owner, dead;
};

static int slot_try(struct slot *s)
{
    return pthread_mutex_trylock(&s->lock) == 0;
}

int slot_take(struct slot *s, int who)
{
    if (!slot_try(s))
        return -1;
    if (s->dead)
        return -1; // expect: lock-held-at-return
    s->owner = who;
    pthread_mutex_unlock(&s->lock);
    return 0;
}
