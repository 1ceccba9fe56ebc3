/* What was added is counted down before the group dies. */
#include "../../stubs/neco.h"

int step(void);

int run(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 2);
    if (step() < 0) {
        neco_waitgroup_done(&wg);
        neco_waitgroup_done(&wg);
        return -1;
    }
    neco_waitgroup_done(&wg);
    neco_waitgroup_done(&wg);
    return 0;
}
