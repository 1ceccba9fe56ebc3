/* A project function that waits for a worker is called on both levels. */
#include <pthread.h>

struct worker {
    pthread_t tid;
    long result;
};

void *compute(void *arg);

static long worker_wait(struct worker *w)
{
    void *value;
    pthread_join(w->tid, &value);
    w->result = (long)value;
    return w->result;
}

long sum_both(struct worker *a, struct worker *b)
{
    long total = 0;

    if (pthread_create(&a->tid, NULL, compute, a) != 0)
        return -1;
    if (pthread_create(&b->tid, NULL, compute, b) != 0) {
        worker_wait(a);
        return -1;
    }
    total += worker_wait(a);
    total += worker_wait(b);
    if (total < 0)
        total = worker_wait(a); // expect: thread-double-join
    return total;
}
