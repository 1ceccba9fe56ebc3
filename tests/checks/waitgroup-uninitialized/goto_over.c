/* The goto jumps over the init to the wait. */
#include "../../stubs/neco.h"

int prepare(void);

void run(void)
{
    neco_waitgroup wg;
    if (prepare() < 0)
        goto out;
    neco_waitgroup_init(&wg);
out:
    neco_waitgroup_wait(&wg); // expect: waitgroup-uninitialized
}
