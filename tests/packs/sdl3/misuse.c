#include <SDL3/SDL.h>
#include <stddef.h>

static SDL_Mutex *lock;
static SDL_RWLock *assets;
static int loaded;

/* the answer of SDL 2: 0 was success */
int ported(void)
{
    if (SDL_TryLockMutex(lock) == 0) {
        loaded++;
        SDL_UnlockMutex(lock); // expect: lock-not-held
        return 0;
    }
    return -1; // expect: lock-held-at-return
}

int load(const char *name)
{
    SDL_LockRWLockForReading(assets);
    if (loaded) {
        SDL_UnlockRWLock(assets);
        return 0;
    }
    SDL_LockRWLockForWriting(assets); // expect: lock-upgrade
    loaded = name != NULL;
    SDL_UnlockRWLock(assets);
    return 0;
}

void wait_under_lock(void)
{
    SDL_LockMutex(lock);
    loaded++;
    SDL_Delay(100); // expect: lock-held-blocking
    SDL_UnlockMutex(lock);
}

static int run(void *data)
{
    return data != NULL;
}

void fire_and_forget(void)
{
    SDL_Thread *t = SDL_CreateThread(run, "run", NULL); // expect: thread-leak
    if (!t)
        loaded = 0;
}

void both(SDL_Thread *t)
{
    SDL_DetachThread(t);
    SDL_WaitThread(t, NULL); // expect: thread-join-detached
}
