/* C11, held by another thread. */
#include "order.h"
#include <threads.h>

static mtx_t m;

static int worker(void *arg)
{
    (void)arg;
    mtx_lock(&m);
    order_reach(1);
    order_await(2);
    mtx_unlock(&m);
    return 0;
}

int main(void)
{
    thrd_t t;
    mtx_init(&m, mtx_plain);
    must(thrd_create(&t, worker, NULL) == thrd_success);
    order_await(1);
    mtx_destroy(&m); // expect: lock-destroyed-held
    order_reach(2);
    thrd_join(t, NULL);
    return 0;
}
