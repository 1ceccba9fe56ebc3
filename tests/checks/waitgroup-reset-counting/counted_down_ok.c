#include "../../stubs/neco.h"

void run(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    neco_waitgroup_done(&wg);
    neco_waitgroup_init(&wg);
}
