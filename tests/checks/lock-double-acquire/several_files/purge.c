#include "registry.h"

static int needs_purge(registry_t *r)
{
    return registry_count(r) > 1000;
}

void registry_purge(registry_t *r)
{
    REGISTRY_LOCK(r);
    if (needs_purge(r)) // expect: lock-double-acquire
        r->count = 0;
    REGISTRY_UNLOCK(r);
}
