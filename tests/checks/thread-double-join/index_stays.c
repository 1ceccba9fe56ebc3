/* The loop counts, the index does not. */
#include <pthread.h>

static void *work(void *arg)
{
    return arg;
}

int main(void)
{
    pthread_t ids[4];
    int made = 0;
    if (pthread_create(&ids[0], NULL, work, NULL) != 0)
        return 1;
    made++;
    for (int i = 0; i < 2; i++)
        pthread_join(ids[0], NULL); // expect: thread-double-join
    return made - 1;
}
