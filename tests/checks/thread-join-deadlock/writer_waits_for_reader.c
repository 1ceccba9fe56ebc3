/* C11: the writer's mutex is needed by the thread that it waits for. */
#include <threads.h>

static mtx_t state_lock;
static int generation;

static int refresh(void *arg)
{
    int *out = arg;
    mtx_lock(&state_lock);
    *out = generation;
    mtx_unlock(&state_lock);
    return 0;
}

int reload(int *seen)
{
    thrd_t t;
    if (thrd_create(&t, refresh, seen) != thrd_success)
        return -1;
    mtx_lock(&state_lock);
    generation++;
    thrd_join(t, NULL); // expect: thread-join-deadlock
    mtx_unlock(&state_lock);
    return 0;
}
