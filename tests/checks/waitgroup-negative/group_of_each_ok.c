/* An array of groups: another one each round. */
#include "../../stubs/neco.h"

void run(neco_waitgroup *wg, int n)
{
    for (int i = 0; i < n; i++)
        neco_waitgroup_add(&wg[i], 1);
    for (int i = 0; i < n; i++)
        neco_waitgroup_done(&wg[i]);
}

void two(void)
{
    neco_waitgroup wg[2] = {0};
    neco_waitgroup_add(&wg[0], 1);
    neco_waitgroup_add(&wg[1], 1);
    neco_waitgroup_done(&wg[1]);
    neco_waitgroup_done(&wg[0]);
}
