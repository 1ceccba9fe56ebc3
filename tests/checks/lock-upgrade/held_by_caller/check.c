#include "zone.h"

static void refresh(struct zone *z)
{
    if (z->changed)
        zone_bump(z);
}

int zone_check(struct zone *z)
{
    pthread_rwlock_rdlock(&z->lock);
    unsigned before = z->serial;
    refresh(z); // expect: lock-upgrade
    int same = before == z->serial;
    pthread_rwlock_unlock(&z->lock);
    return same;
}
