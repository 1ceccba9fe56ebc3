/* The handle's value comes back for a later thread. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    return arg;
}

int main(void)
{
    pthread_t first, t;
    int same = 0;
    must(pthread_create(&first, NULL, worker, NULL) == 0);
    pthread_join(first, NULL);
    for (int i = 0; i < 50; i++) {
        must(pthread_create(&t, NULL, worker, NULL) == 0);
        same += pthread_equal(t, first) != 0;
        pthread_join(t, NULL);
    }
    must(same > 0);
    return 0;
}
