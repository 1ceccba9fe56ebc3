/* Locked under a flag, released under the same flag, then destroyed. */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct item {
    pthread_mutex_t lock;
    int n;
};

void item_end(struct item *it, bool threaded)
{
    if (threaded)
        pthread_mutex_lock(&it->lock);
    it->n = 0;
    if (threaded)
        pthread_mutex_unlock(&it->lock);
    pthread_mutex_destroy(&it->lock);
    free(it);
}
