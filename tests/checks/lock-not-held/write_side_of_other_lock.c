/* Two read-write locks; the branch of the cold one releases the hot one. */
#include <pthread.h>

struct tier {
    pthread_rwlock_t hot, cold;
    int nhot, ncold;
};

int tier_count(struct tier *t, int cold)
{
    int n;

    if (cold) {
        pthread_rwlock_rdlock(&t->cold);
        n = t->ncold;
        pthread_rwlock_unlock(&t->cold);
    } else {
        pthread_rwlock_rdlock(&t->hot);
        n = t->nhot;
        pthread_rwlock_unlock(&t->hot);
        if (n == 0)
            pthread_rwlock_unlock(&t->hot); // expect: lock-not-held
    }
    return n;
}
