/* How much was added is not known. */
#include "../../stubs/neco.h"

void add_jobs(neco_waitgroup *wg);

void all_of(int n)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, n);
    neco_waitgroup_done(&wg);
    neco_waitgroup_done(&wg);
}

void somebody_adds(void)
{
    neco_waitgroup wg = {0};
    add_jobs(&wg);
    neco_waitgroup_done(&wg);
}
