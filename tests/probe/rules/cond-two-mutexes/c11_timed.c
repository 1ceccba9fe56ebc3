/* C11, timed waits. */
#include "order.h"
#include <threads.h>
#include <time.h>

static mtx_t a, b;
static cnd_t c;

static int first(void *arg)
{
    struct timespec ts;
    (void)arg;
    mtx_lock(&a);
    order_reach(1);
    do {
        timespec_get(&ts, TIME_UTC);
        ts.tv_sec += 5;
    } while (cnd_timedwait(&c, &a, &ts) != thrd_success);
    mtx_unlock(&a);
    return 0;
}

int main(void)
{
    thrd_t t;
    struct timespec ts;
    mtx_init(&a, mtx_plain);
    mtx_init(&b, mtx_plain);
    cnd_init(&c);
    must(thrd_create(&t, first, NULL) == thrd_success);
    order_await(1);
    mtx_lock(&a);
    mtx_unlock(&a);
    mtx_lock(&b);
    timespec_get(&ts, TIME_UTC);
    cnd_timedwait(&c, &b, &ts); // expect: cond-two-mutexes
    mtx_unlock(&b);
    mtx_lock(&a);
    cnd_signal(&c);
    mtx_unlock(&a);
    thrd_join(t, NULL);
    return 0;
}
