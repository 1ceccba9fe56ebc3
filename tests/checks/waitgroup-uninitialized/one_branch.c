/* Only one branch initialises. */
#include "../../stubs/neco.h"

void run(int fresh)
{
    neco_waitgroup wg;
    if (fresh)
        neco_waitgroup_init(&wg);
    neco_waitgroup_add(&wg, 1); // expect: waitgroup-uninitialized
    neco_waitgroup_done(&wg);
}
