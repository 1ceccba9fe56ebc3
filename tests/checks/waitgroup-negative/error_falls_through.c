/* The error path counts down and falls into the normal count down. */
#include "../../stubs/neco.h"

int load(void);

void run(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    if (load() < 0)
        neco_waitgroup_done(&wg);
    neco_waitgroup_done(&wg); // expect: waitgroup-negative
}
