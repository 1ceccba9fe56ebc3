/* Both meet at a barrier before the creator goes on. */
#include <pthread.h>

struct start {
    int n;
    pthread_barrier_t both;
};

static void *work(void *arg)
{
    struct start *s = arg;
    int n = s->n;
    pthread_barrier_wait(&s->both);
    return n ? NULL : NULL;
}

int launch(int n)
{
    struct start s = {.n = n};
    pthread_t t;
    pthread_barrier_init(&s.both, NULL, 2);
    if (pthread_create(&t, NULL, work, &s) != 0)
        return -1;
    pthread_barrier_wait(&s.both);
    pthread_detach(t);
    return 0;
}
