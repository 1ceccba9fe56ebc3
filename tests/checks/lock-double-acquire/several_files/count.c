#include "registry.h"

int registry_count(registry_t *r)
{
    REGISTRY_LOCK(r);
    int n = r->count;
    REGISTRY_UNLOCK(r);
    return n;
}
