#include "../../stubs/neco.h"

static neco_waitgroup all;

void enter(void)
{
    static neco_waitgroup mine;
    neco_waitgroup_add(&all, 1);
    neco_waitgroup_add(&mine, 1);
}
