/* The look-up returns the entry with its lock held. */
#include <pthread.h>
#include <stddef.h>

struct entry {
    pthread_mutex_t lock;
    pthread_cond_t loaded;
    int id, ready;
};

static struct entry table[64];

static struct entry *entry_get(int id)
{
    for (int i = 0; i < 64; i++) {
        struct entry *e = &table[i];
        pthread_mutex_lock(&e->lock);
        if (e->id == id)
            return e;
        pthread_mutex_unlock(&e->lock);
    }
    return NULL;
}

int entry_wait(int id)
{
    struct entry *e = entry_get(id);
    if (e == NULL)
        return -1;
    while (!e->ready)
        pthread_cond_wait(&e->loaded, &e->lock);
    pthread_mutex_unlock(&e->lock);
    return 0;
}

void entry_loaded(int id)
{
    struct entry *e = entry_get(id);
    if (e != NULL) {
        e->ready = 1;
        pthread_cond_broadcast(&e->loaded);
        pthread_mutex_unlock(&e->lock);
    }
}
