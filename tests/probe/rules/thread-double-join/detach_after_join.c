/* Detached after it was joined. */
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
    pthread_join(t, NULL);
    pthread_detach(t); // expect: thread-double-join
    return 0;
}
