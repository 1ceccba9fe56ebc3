#include <SDL3/SDL.h>
#include <stddef.h>

struct cache {
    SDL_Mutex *lock;
    SDL_Condition *ready;
    SDL_RWLock *table;
    SDL_Thread *loader;
    int entries, stop;
};

int cache_try(struct cache *c)
{
    int n = -1;
    if (SDL_TryLockMutex(c->lock)) {
        n = c->entries;
        SDL_UnlockMutex(c->lock);
    }
    return n;
}

int cache_look(struct cache *c, int key)
{
    if (!SDL_TryLockRWLockForReading(c->table))
        return -1;
    int hit = c->entries > key;
    SDL_UnlockRWLock(c->table);
    if (!hit) {
        SDL_LockRWLockForWriting(c->table);
        c->entries = key;
        SDL_UnlockRWLock(c->table);
    }
    return hit;
}

static int load(void *data)
{
    struct cache *c = data;
    SDL_LockMutex(c->lock);
    while (!c->stop)
        if (!SDL_WaitConditionTimeout(c->ready, c->lock, 100))
            c->entries = 0;
    SDL_UnlockMutex(c->lock);
    return 0;
}

bool cache_start(struct cache *c)
{
    c->loader = SDL_CreateThread(load, "loader", c);
    return c->loader != NULL;
}

void cache_stop(struct cache *c)
{
    SDL_LockMutex(c->lock);
    c->stop = 1;
    SDL_SignalCondition(c->ready);
    SDL_UnlockMutex(c->lock);
    SDL_WaitThread(c->loader, NULL);
    c->loader = NULL;
    SDL_DestroyCondition(c->ready);
    SDL_DestroyMutex(c->lock);
}

/* locked by this function, released by the other one */
void cache_hold(struct cache *c)
{
    SDL_LockMutex(c->lock);
}

void cache_give(struct cache *c)
{
    SDL_UnlockMutex(c->lock);
}
