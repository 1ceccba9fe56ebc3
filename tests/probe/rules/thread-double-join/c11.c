/* C11: joined by the worker's owner and again by the pool. */
#include "order.h"
#include <threads.h>

static int worker(void *arg)
{
    (void)arg;
    return 0;
}

int main(void)
{
    thrd_t pool[2];
    for (int i = 0; i < 2; i++)
        must(thrd_create(&pool[i], worker, NULL) == thrd_success);
    thrd_join(pool[1], NULL);
    for (int i = 0; i < 2; i++)
        thrd_join(pool[i], NULL); // expect: thread-double-join
    return 0;
}
