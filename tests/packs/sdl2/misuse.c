#include <SDL.h>
#include <stdlib.h>

struct mixer {
    SDL_mutex *lock;
    SDL_cond *filled;
    SDL_Thread *feeder;
    int samples;
};

static int feed(void *data)
{
    struct mixer *m = data;
    SDL_LockMutex(m->lock);
    m->samples++;
    SDL_CondSignal(m->filled);
    SDL_UnlockMutex(m->lock);
    return 0;
}

int mixer_take(struct mixer *m)
{
    SDL_LockMutex(m->lock);
    if (m->samples == 0)
        return -1; // expect: lock-held-at-return
    m->samples--;
    SDL_UnlockMutex(m->lock);
    return 0;
}

int mixer_peek(struct mixer *m)
{
    if (SDL_TryLockMutex(m->lock) == SDL_MUTEX_TIMEDOUT)
        return -1;
    int n = m->samples;
    if (n < 0)
        return -1; // expect: lock-held-at-return
    SDL_mutexV(m->lock);
    return n;
}

void mixer_drain(struct mixer *m)
{
    SDL_LockMutex(m->lock);
    SDL_CondWait(m->filled, m->lock); // expect: cond-wait-no-loop
    m->samples = 0;
    SDL_UnlockMutex(m->lock);
    SDL_UnlockMutex(m->lock); // expect: lock-not-held
}

int play(struct mixer *m, const char *file)
{
    SDL_Thread *t = SDL_CreateThread(feed, "feeder", m);
    if (!t)
        return -1;
    if (!file)
        return -2; // expect: thread-leak
    SDL_WaitThread(t, NULL);
    return 0;
}

void stop(struct mixer *m)
{
    SDL_WaitThread(m->feeder, NULL);
    SDL_DetachThread(m->feeder); // expect: thread-double-join
}

int run_once(void)
{
    SDL_mutex *lock = SDL_CreateMutex();
    if (!lock)
        return -1;
    SDL_LockMutex(lock);
    SDL_DestroyMutex(lock); // expect: lock-destroyed-held
    return 0;
}

static SDL_SpinLock slot_lock;
static int slots;

int next_slot(void)
{
    SDL_AtomicLock(&slot_lock);
    slots++;
    SDL_AtomicLock(&slot_lock); // expect: lock-double-acquire
    int n = slots;
    SDL_AtomicUnlock(&slot_lock);
    return n;
}
