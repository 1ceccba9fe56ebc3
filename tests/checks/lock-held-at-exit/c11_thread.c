/* C11 threads: thrd_exit() with the mutex held. */
#include <stddef.h>
#include <threads.h>

static mtx_t lock;
static int budget = 10;

static int spend(void *arg)
{
    int want = *(int *)arg;

    mtx_lock(&lock);
    if (want > budget)
        thrd_exit(1); // expect: lock-held-at-exit
    budget -= want;
    mtx_unlock(&lock);
    return 0;
}

int main(void)
{
    static int want = 3;
    thrd_t t;

    if (mtx_init(&lock, mtx_plain) != thrd_success)
        return 1;
    if (thrd_create(&t, spend, &want) != thrd_success)
        return 1;
    thrd_join(t, NULL);
    mtx_destroy(&lock);
    return 0;
}
