#include "../../stubs/neco.h"

void drain(int64_t until)
{
    neco_waitgroup wg;
    neco_waitgroup_wait_dl(&wg, until); // expect: waitgroup-uninitialized
}
