/* The wrong group is initialised. */
#include "../../stubs/neco.h"

void two(void)
{
    neco_waitgroup in, out;
    neco_waitgroup_init(&in);
    neco_waitgroup_init(&in);
    neco_waitgroup_add(&out, 1); // expect: waitgroup-uninitialized
    neco_waitgroup_add(&in, 1);
}
