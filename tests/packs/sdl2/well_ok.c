#include <SDL.h>
#include <stdlib.h>

struct queue {
    SDL_mutex *lock;
    SDL_cond *filled;
    SDL_sem *room;
    SDL_Thread *worker;
    SDL_TimerID tick;
    int items, stop;
};

static int work(void *data)
{
    struct queue *q = data;
    SDL_LockMutex(q->lock);
    while (!q->stop) {
        while (!q->items && !q->stop)
            SDL_CondWait(q->filled, q->lock);
        q->items = 0;
        SDL_SemPost(q->room);
    }
    SDL_UnlockMutex(q->lock);
    return 0;
}

static Uint32 on_tick(Uint32 interval, void *param)
{
    struct queue *q = param;
    if (SDL_TryLockMutex(q->lock) != 0)
        return interval;
    q->items++;
    SDL_CondSignal(q->filled);
    SDL_UnlockMutex(q->lock);
    return interval;
}

void queue_free(struct queue *q)
{
    if (!q)
        return;
    if (q->worker) {
        SDL_LockMutex(q->lock);
        q->stop = 1;
        SDL_CondSignal(q->filled);
        SDL_UnlockMutex(q->lock);
        SDL_WaitThread(q->worker, NULL);
    }
    SDL_RemoveTimer(q->tick);
    SDL_DestroyCond(q->filled);
    SDL_DestroyMutex(q->lock);
    SDL_DestroySemaphore(q->room);
    free(q);
}

struct queue *queue_new(void)
{
    struct queue *q = calloc(1, sizeof *q);
    if (!q)
        return NULL;
    q->lock = SDL_CreateMutex();
    q->filled = SDL_CreateCond();
    q->room = SDL_CreateSemaphore(4);
    if (!q->lock || !q->filled || !q->room) {
        queue_free(q);
        return NULL;
    }
    q->worker = SDL_CreateThread(work, "worker", q);
    if (!q->worker) {
        queue_free(q);
        return NULL;
    }
    q->tick = SDL_AddTimer(20, on_tick, q);
    return q;
}

/* mutexes are recursive */
int queue_length(struct queue *q)
{
    SDL_LockMutex(q->lock);
    int n = q->items;
    SDL_UnlockMutex(q->lock);
    return n;
}

int queue_put(struct queue *q)
{
    if (SDL_SemTryWait(q->room) == SDL_MUTEX_TIMEDOUT)
        return -1;
    if (SDL_mutexP(q->lock) != 0)
        return -1;
    if (queue_length(q) > 4) {
        SDL_mutexV(q->lock);
        return -1;
    }
    q->items++;
    SDL_mutexV(q->lock);
    return 0;
}

static int once(void *data)
{
    SDL_Log("%s", (const char *)data);
    return 0;
}

void log_later(char *text)
{
    SDL_Thread *t = SDL_CreateThread(once, "log", text);
    if (t)
        SDL_DetachThread(t);
    else
        SDL_Log("%s", SDL_GetError());
}
