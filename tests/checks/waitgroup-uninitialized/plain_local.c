#include "../../stubs/neco.h"

void run(void)
{
    neco_waitgroup wg;
    neco_waitgroup_add(&wg, 1); // expect: waitgroup-uninitialized
}
