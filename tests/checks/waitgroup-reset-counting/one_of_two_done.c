#include "../../stubs/neco.h"

void run(void)
{
    neco_waitgroup wg = NECO_WAITGROUP_INITIALIZER;
    neco_waitgroup_add(&wg, 2);
    neco_waitgroup_done(&wg);
    neco_waitgroup_init(&wg); // expect: waitgroup-reset-counting
}
