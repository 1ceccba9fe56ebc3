#include "store.h"

static void *work(void *arg)
{
    store_put();
    return arg;
}

int main(void)
{
    pthread_t t;
    report_open(2);
    if (pthread_create(&t, NULL, work, NULL) != 0)
        return 1;
    store_put();
    pthread_join(t, NULL);
    return 0;
}
