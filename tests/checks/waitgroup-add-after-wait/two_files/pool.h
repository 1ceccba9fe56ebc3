#include "../../../stubs/neco.h"

struct pool {
    neco_waitgroup wg;
    int size;
};
void pool_start(struct pool *p);
void pool_wait(struct pool *p);
