/* A skipped item continues without the release; the last round leaves the lock held. */
#include <pthread.h>
#include <stddef.h>

struct item {
    pthread_mutex_t lock;
    int state;
    struct item *next;
};

int item_retire(struct item *it, int force)
{
    int rc = 0;

    pthread_mutex_lock(&it->lock);
    do {
        if (it->state == 2 && !force) {
            rc = -1;
            break;
        }
        it->state = 3;
        pthread_mutex_unlock(&it->lock);
    } while (0);
    return rc; // expect: lock-held-at-return
}
