/* Returns the first free slot, locked; NULL when all are taken. */
#include <pthread.h>
#include <stddef.h>

struct slot {
    pthread_mutex_t lock;
    int used;
};

static struct slot slots[8];

static struct slot *slot_get(void)
{
    for (int i = 0; i < 8; i++) {
        if (pthread_mutex_trylock(&slots[i].lock) != 0)
            continue;
        if (!slots[i].used)
            return &slots[i];
        pthread_mutex_unlock(&slots[i].lock);
    }
    return NULL;
}

int slot_use(void)
{
    struct slot *s = slot_get();
    if (s == NULL)
        return -1;
    s->used = 1;
    pthread_mutex_unlock(&s->lock);
    return 0;
}
