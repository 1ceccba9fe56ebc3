#include "zone.h"

void zone_bump(struct zone *z)
{
    pthread_rwlock_wrlock(&z->lock);
    z->serial++;
    z->changed = 0;
    pthread_rwlock_unlock(&z->lock);
}
