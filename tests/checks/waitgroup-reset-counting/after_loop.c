#include "../../stubs/neco.h"

int want(int i);

void run(int n)
{
    neco_waitgroup wg = {0};
    for (int i = 0; i < n; i++)
        if (want(i))
            neco_waitgroup_add(&wg, 1);
    neco_waitgroup_init(&wg); // expect: waitgroup-reset-counting
}
