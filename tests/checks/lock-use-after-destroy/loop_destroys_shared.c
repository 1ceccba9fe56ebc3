/* The lock shared by all parts is destroyed with the first one. */
#include <pthread.h>

struct group {
    pthread_mutex_t lock;
    int parts;
};

void group_end(struct group *g)
{
    while (g->parts > 0) {
        pthread_mutex_lock(&g->lock); // expect: lock-use-after-destroy
        g->parts--;
        pthread_mutex_unlock(&g->lock);
        pthread_mutex_destroy(&g->lock);
    }
}
