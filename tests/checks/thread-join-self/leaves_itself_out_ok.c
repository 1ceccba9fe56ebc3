/* Every handle but its own. */
#include <pthread.h>

struct group {
    pthread_t member[8];
    int n;
};

void group_join_others(struct group *g)
{
    pthread_t self = pthread_self();
    for (int i = 0; i < g->n; i++) {
        if (!pthread_equal(g->member[i], self))
            pthread_join(g->member[i], NULL);
    }
}
