/* A join that was tried worked, and the ordinary one follows. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    while (pthread_tryjoin_np(t, NULL) != 0)
        usleep(1000);
    pthread_join(t, NULL); // expect: thread-double-join
    return 0;
}
