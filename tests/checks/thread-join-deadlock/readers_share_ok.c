/* Joiner and thread both want the read side only. */
#include <pthread.h>

static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static int entries[64];
static int sum;

static void *sum_main(void *arg)
{
    pthread_rwlock_rdlock(&table);
    for (int i = 0; i < 64; i++)
        sum += entries[i];
    pthread_rwlock_unlock(&table);
    return arg;
}

int table_sum(void)
{
    pthread_t t;
    pthread_rwlock_rdlock(&table);
    if (pthread_create(&t, NULL, sum_main, NULL) == 0)
        pthread_join(t, NULL);
    pthread_rwlock_unlock(&table);
    return sum;
}
