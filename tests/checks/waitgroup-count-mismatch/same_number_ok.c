#include "../../stubs/neco.h"
#define WORKERS 4

void spin(void);

static void worker(int argc, void *argv[])
{
    spin();
    neco_waitgroup_done(argv[0]);
}

void fixed(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, WORKERS);
    for (int i = 0; i < WORKERS; i++)
        neco_start(worker, 1, &wg);
    neco_waitgroup_wait(&wg);
}

void given(int n)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, n);
    for (int i = 0; i < n; i++)
        neco_start(worker, 1, &wg);
    neco_waitgroup_wait(&wg);
}

void from_one(int n)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, n);
    for (int i = 1; i <= n; i++)
        neco_start(worker, 1, &wg);
    neco_waitgroup_wait(&wg);
}
