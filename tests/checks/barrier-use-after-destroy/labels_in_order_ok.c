/* Each label ends what was made before it. */
#include <pthread.h>

struct stage {
    pthread_barrier_t in, out;
};

int stage_init(struct stage *s, unsigned n, int (*start)(struct stage *))
{
    int rc = pthread_barrier_init(&s->in, NULL, n);
    if (rc)
        return rc;
    rc = pthread_barrier_init(&s->out, NULL, n);
    if (rc)
        goto no_out;
    rc = start(s);
    if (rc == 0)
        return 0;
    pthread_barrier_destroy(&s->out);
no_out:
    pthread_barrier_destroy(&s->in);
    return rc;
}
