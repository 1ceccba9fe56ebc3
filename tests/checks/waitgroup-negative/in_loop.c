/* The loop counts down once more than was added. */
#include "../../stubs/neco.h"

void step(int n);

void run(void)
{
    neco_waitgroup wg;
    neco_waitgroup_init(&wg);
    neco_waitgroup_add(&wg, 2);
    for (int i = 0; i < 3; i++) {
        step(i);
        neco_waitgroup_done(&wg); // expect: waitgroup-negative
    }
}
