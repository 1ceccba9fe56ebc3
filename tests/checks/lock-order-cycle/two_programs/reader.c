#include "locks.h"

static void *work(void *arg)
{
    index_then_data();
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, work, NULL) != 0)
        return 1;
    index_then_data();
    pthread_join(t, NULL);
    return 0;
}
