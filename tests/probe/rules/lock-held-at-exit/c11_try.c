/* C11: acquired by a try call, and the thread ends with thrd_exit. */
#include "order.h"
#include <threads.h>

static mtx_t m;

static int worker(void *arg)
{
    (void)arg;
    if (mtx_trylock(&m) == thrd_success) // expect: lock-held-at-exit
        thrd_exit(1);
    return 0;
}

int main(void)
{
    thrd_t t;
    int r;
    mtx_init(&m, mtx_plain);
    must(thrd_create(&t, worker, NULL) == thrd_success);
    thrd_join(t, &r);
    return r - 1;
}
