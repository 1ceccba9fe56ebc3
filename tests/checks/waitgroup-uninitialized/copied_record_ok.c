/* A record is assigned as a whole. */
#include "../../stubs/neco.h"

struct batch {
    int size;
    neco_waitgroup *wg;
};

struct batch batch_default(void);

void collect(void)
{
    struct batch b;
    b = batch_default();
    neco_waitgroup_add(b.wg, 1);
}
