/* Made once, destroyed in every round. */
#include <pthread.h>

struct rounds {
    pthread_barrier_t b;
    int left;
};

int rounds(struct rounds *r)
{
    if (pthread_barrier_init(&r->b, NULL, 2) != 0)
        return -1;
    while (r->left-- > 0) {
        pthread_barrier_wait(&r->b); // expect: barrier-use-after-destroy
        pthread_barrier_destroy(&r->b);
    }
    return 0;
}
