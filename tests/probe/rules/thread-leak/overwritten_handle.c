/* One handle for five threads: only the last one can be joined. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    return arg;
}

int main(void)
{
    pthread_t t;
    for (int i = 0; i < 5; i++)
        must(pthread_create(&t, NULL, worker, NULL) == 0); // expect: thread-leak
    pthread_join(t, NULL);
    return 0;
}
