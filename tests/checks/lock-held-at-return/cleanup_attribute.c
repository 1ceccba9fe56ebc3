/* One branch acquires by hand what the other leaves to the guard. */
#include <pthread.h>
#include <stddef.h>

static void auto_unlock(pthread_mutex_t **m)
{
    if (*m)
        pthread_mutex_unlock(*m);
}
#define AUTO_UNLOCK __attribute__((cleanup(auto_unlock)))

struct disk {
    pthread_mutex_t lock;
    int fast, reads;
};

int disk_read(struct disk *d)
{
    AUTO_UNLOCK pthread_mutex_t *held = NULL;
    if (d->fast) {
        pthread_mutex_lock(&d->lock);
        held = &d->lock;
        d->reads++;
        return 0;
    }
    pthread_mutex_lock(&d->lock);
    d->reads += 2;
    if (d->reads > 100)
        return -1; // expect: lock-held-at-return
    pthread_mutex_unlock(&d->lock);
    return 0;
}
