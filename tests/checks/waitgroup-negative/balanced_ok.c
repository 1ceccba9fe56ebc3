#include "../../stubs/neco.h"

int load(void);

void two_ways(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    if (load() < 0) {
        neco_waitgroup_done(&wg);
        return;
    }
    neco_waitgroup_done(&wg);
}

void in_loop(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 3);
    for (int i = 0; i < 3; i++)
        neco_waitgroup_done(&wg);
}

void as_many(int n)
{
    neco_waitgroup wg = {0};
    for (int i = 0; i < n; i++)
        neco_waitgroup_add(&wg, 1);
    for (int i = 0; i < n; i++)
        neco_waitgroup_done(&wg);
}
