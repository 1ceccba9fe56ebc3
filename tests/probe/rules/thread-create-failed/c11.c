/* C11 in a wrapper. */
#include "order.h"
#include <sys/resource.h>
#include <threads.h>

static int worker(void *arg)
{
    (void)arg;
    order_await(1000);
    return 0;
}

static int spawn(thrd_t *t)
{
    int r = thrd_create(t, worker, NULL); // expect: thread-create-failed
    return r == thrd_success;
}

int main(void)
{
    struct rlimit r = {150 << 20, 150 << 20};
    thrd_t t[100];
    int n = 0;
    must(setrlimit(RLIMIT_AS, &r) == 0);
    while (n < 100 && spawn(&t[n]))
        n++;
    order_reach(1000);
    for (int i = 0; i < n; i++)
        thrd_join(t[i], NULL);
    return n == 100;
}
