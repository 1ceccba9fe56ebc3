/* C11 threads; the loop is in a callee that never returns. */
#include <threads.h>

static mtx_t lock;
static unsigned long hash;

static void mix_for_ever(void)
{
    while (1) {
        mtx_lock(&lock); // expect: thread-unstoppable
        hash = hash * 31 + 7;
        mtx_unlock(&lock);
    }
}

static int mixer(void *arg)
{
    (void)arg;
    mix_for_ever();
    return 0;
}

int run(void)
{
    thrd_t t;
    if (thrd_create(&t, mixer, NULL) != thrd_success)
        return -1;
    return thrd_join(t, NULL);
}
