#include <pthread.h>
struct zone {
    pthread_rwlock_t lock;
    unsigned serial;
    int changed;
};
void zone_bump(struct zone *z);
int zone_check(struct zone *z);
