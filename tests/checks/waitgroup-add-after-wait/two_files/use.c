#include "pool.h"

int grow(void)
{
    struct pool p = {0};
    pool_start(&p);
    pool_wait(&p);
    int n = p.size;
    pool_start(&p); // expect: waitgroup-add-after-wait
    return n;
}
