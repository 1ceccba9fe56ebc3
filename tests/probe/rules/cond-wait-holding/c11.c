/* C11: a pool's lock is held while a job's end is awaited. */
#include "order.h"
#include <threads.h>

static mtx_t pool, job;
static cnd_t done;
static int finished;

static int runner(void *arg)
{
    (void)arg;
    order_await(1);
    mtx_lock(&job);
    finished = 1;
    cnd_signal(&done);
    mtx_unlock(&job);
    return 0;
}

int main(void)
{
    thrd_t t;
    mtx_init(&pool, mtx_plain);
    mtx_init(&job, mtx_plain);
    cnd_init(&done);
    must(thrd_create(&t, runner, NULL) == thrd_success);
    mtx_lock(&pool);
    mtx_lock(&job);
    order_reach(1);
    while (!finished)
        cnd_wait(&done, &job); // expect: cond-wait-holding
    mtx_unlock(&job);
    mtx_unlock(&pool);
    thrd_join(t, NULL);
    return 0;
}
