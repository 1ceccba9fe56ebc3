/* Initialised and used under the same condition. */
#include "../../stubs/neco.h"

void run(int wait)
{
    neco_waitgroup wg;
    if (wait)
        neco_waitgroup_init(&wg);
    if (wait)
        neco_waitgroup_add(&wg, 1);
}
