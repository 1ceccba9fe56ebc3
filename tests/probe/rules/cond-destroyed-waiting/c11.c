/* C11, in a cleanup function. */
// run: kill-after 2
#include "order.h"
#include <threads.h>

static mtx_t m;
static cnd_t c;

static int waiter(void *arg)
{
    (void)arg;
    mtx_lock(&m);
    order_reach(1);
    cnd_wait(&c, &m);
    mtx_unlock(&m);
    return 0;
}

static void cleanup(void)
{
    cnd_destroy(&c); // expect: cond-destroyed-waiting
}

int main(void)
{
    thrd_t t;
    mtx_init(&m, mtx_plain);
    cnd_init(&c);
    must(thrd_create(&t, waiter, NULL) == thrd_success);
    order_await(1);
    mtx_lock(&m);
    mtx_unlock(&m);
    cleanup();
    return 0;
}
