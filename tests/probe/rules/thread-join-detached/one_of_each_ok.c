/* Joinable and detached ones side by side; a flag says which is which. */
#include "order.h"
#include <pthread.h>

struct job {
    pthread_t t;
    int detached;
};

static void *worker(void *arg)
{
    order_await(1);
    order_arrive();
    return arg;
}

int main(void)
{
    struct job job[6];
    for (int i = 0; i < 6; i++) {
        job[i].detached = i % 2;
        must(pthread_create(&job[i].t, NULL, worker, NULL) == 0);
        if (job[i].detached)
            pthread_detach(job[i].t);
    }
    order_reach(1);
    for (int i = 0; i < 6; i++) {
        if (!job[i].detached)
            pthread_join(job[i].t, NULL);
    }
    order_await(7);
    return 0;
}
