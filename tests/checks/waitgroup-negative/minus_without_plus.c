/* A negative add on an empty group. */
#include "../../stubs/neco.h"

void shrink(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, -1); // expect: waitgroup-negative
}
