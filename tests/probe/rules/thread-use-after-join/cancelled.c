/* The shutdown joins first and cancels then. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    return arg;
}

int main(void)
{
    pthread_t pool[3];
    for (int i = 0; i < 3; i++)
        must(pthread_create(&pool[i], NULL, worker, NULL) == 0);
    for (int i = 0; i < 3; i++) {
        pthread_join(pool[i], NULL);
        pthread_cancel(pool[i]); // expect: thread-use-after-join
    }
    return 0;
}
