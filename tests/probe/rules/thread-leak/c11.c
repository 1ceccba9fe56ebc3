/* C11 threads of a pool that is never shut down. */
#include "order.h"
#include <threads.h>

static int worker(void *arg)
{
    (void)arg;
    order_arrive();
    for (;;)
        pause();
    return 0;
}

int main(void)
{
    thrd_t pool[3];
    for (int i = 0; i < 3; i++)
        must(thrd_create(&pool[i], worker, NULL) == thrd_success); // expect: thread-leak
    order_await(3);
    return 0;
}
