/* One is destroyed, the other is used. */
#include <pthread.h>

struct slot {
    pthread_cond_t cond;
    int used;
};

void slots_shrink(struct slot *a, struct slot *b)
{
    pthread_cond_destroy(&a->cond);
    a->used = 0;
    pthread_cond_signal(&b->cond);
    a = b;
    pthread_cond_signal(&a->cond);
}
