#include "../../stubs/neco.h"
#include <string.h>

struct batch {
    neco_waitgroup wg;
    int size;
};

void zero_brace(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
}

void by_macro(void)
{
    neco_waitgroup wg = NECO_WAITGROUP_INITIALIZER;
    neco_waitgroup_add(&wg, 1);
}

void by_memset(void)
{
    struct batch b;
    memset(&b, 0, sizeof b);
    neco_waitgroup_add(&b.wg, 1);
}

void partly(void)
{
    struct batch b = {.size = 3};
    neco_waitgroup_add(&b.wg, b.size);
}
