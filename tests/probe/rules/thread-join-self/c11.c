/* C11: the last user of an object joins the thread that serves it, and is that thread. */
#include "order.h"
#include <threads.h>

static thrd_t server;

static void release(void)
{
    thrd_join(server, NULL); // expect: thread-join-self
}

static int serve(void *arg)
{
    (void)arg;
    order_await(1);
    release();
    return 0;
}

int main(void)
{
    must(thrd_create(&server, serve, NULL) == thrd_success);
    order_reach(1);
    thrd_join(server, NULL);
    return 0;
}
