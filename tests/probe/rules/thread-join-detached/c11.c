/* C11: detached, then joined through a helper. */
#include "order.h"
#include <threads.h>

static int worker(void *arg)
{
    (void)arg;
    order_await(1);
    return 0;
}

static int finish(thrd_t t)
{
    int r = -1;
    thrd_join(t, &r); // expect: thread-join-detached
    return r;
}

int main(void)
{
    thrd_t t;
    must(thrd_create(&t, worker, NULL) == thrd_success);
    thrd_detach(t);
    finish(t);
    order_reach(1);
    order_settle();
    return 0;
}
