#include "store.h"

static void *work(void *arg)
{
    store_put();
    return arg;
}

/* The lock of the log first: nothing in this program acquires it under the store's. */
int main(void)
{
    pthread_t t;
    progress_open();
    if (pthread_create(&t, NULL, work, NULL) != 0)
        return 1;
    pthread_mutex_lock(&log_lock);
    store_put();
    pthread_mutex_unlock(&log_lock);
    pthread_join(t, NULL);
    return 0;
}
