#include <stdlib.h>
#include <threads.h>

int work(void *arg);

static mtx_t plain, nested;

int init(void)
{
    if (mtx_init(&plain, mtx_plain) != thrd_success)
        return -1;
    return mtx_init(&nested, mtx_plain | mtx_recursive) == thrd_success ? 0 : -1;
}

int lost(void)
{
    thrd_t t;
    if (thrd_create(&t, work, NULL) != thrd_success) // expect: thread-leak
        return -1;
    return 0;
}

void twice(void)
{
    thrd_t t;
    if (thrd_create(&t, work, NULL) != thrd_success)
        return;
    thrd_join(t, NULL);
    thrd_detach(t); // expect: thread-double-join
}

void relock(void)
{
    mtx_lock(&plain);
    mtx_lock(&plain); // expect: lock-double-acquire
    mtx_unlock(&plain);
}

int exit_holding(int n)
{
    mtx_lock(&nested);
    if (n == 0)
        thrd_exit(1); // expect: lock-held-at-exit
    mtx_unlock(&nested);
    return n;
}
