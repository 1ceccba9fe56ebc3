/* The shutdown leaves out the thread it runs in. */
#include "order.h"
#include <pthread.h>

static pthread_t pool[3];

static void *worker(void *arg)
{
    order_await(1);
    if (arg) {
        for (int i = 0; i < 3; i++) {
            if (!pthread_equal(pool[i], pthread_self()))
                pthread_join(pool[i], NULL);
        }
    }
    return NULL;
}

int main(void)
{
    for (int i = 0; i < 3; i++)
        must(pthread_create(&pool[i], NULL, worker, i == 2 ? pool : NULL) == 0);
    order_reach(1);
    pthread_join(pool[2], NULL);
    return 0;
}
