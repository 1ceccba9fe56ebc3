/* The opposite order is used only while no other thread exists: at start and after the join. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t free_list = PTHREAD_MUTEX_INITIALIZER;
static int entries, spare;

static void refill(int n)
{
    pthread_mutex_lock(&free_list);
    spare += n;
    pthread_mutex_lock(&table);
    entries = 0;
    pthread_mutex_unlock(&table);
    pthread_mutex_unlock(&free_list);
}

static void *allocate(void *arg)
{
    pthread_mutex_lock(&table);
    pthread_mutex_lock(&free_list);
    if (spare > 0) {
        spare--;
        entries++;
    }
    pthread_mutex_unlock(&free_list);
    pthread_mutex_unlock(&table);
    return arg;
}

int main(void)
{
    pthread_t a, b;

    refill(10);
    if (pthread_create(&a, NULL, allocate, NULL) != 0)
        return 1;
    if (pthread_create(&b, NULL, allocate, NULL) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
    refill(0);
    printf("%d\n", spare);
    return 0;
}
