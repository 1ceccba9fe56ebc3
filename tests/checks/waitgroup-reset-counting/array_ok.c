#include "../../stubs/neco.h"

void open_all(neco_waitgroup *wg, int n)
{
    for (int i = 0; i < n; i++) {
        neco_waitgroup_init(&wg[i]);
        neco_waitgroup_add(&wg[i], 1);
    }
}
