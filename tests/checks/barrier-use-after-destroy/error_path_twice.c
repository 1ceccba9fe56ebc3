/* Both labels destroy the first barrier. */
#include <pthread.h>

struct stage {
    pthread_barrier_t in, out;
};

int stage_init(struct stage *s, unsigned n)
{
    if (pthread_barrier_init(&s->in, NULL, n) != 0)
        return -1;
    if (pthread_barrier_init(&s->out, NULL, n) != 0) {
        pthread_barrier_destroy(&s->in);
        goto fail;
    }
    return 0;
fail:
    pthread_barrier_destroy(&s->in); // expect: barrier-use-after-destroy
    return -1;
}
