// The argument that makes the helpers acquire the two locks the other way round.
#include <pthread.h>

static pthread_mutex_t index_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t data_lock = PTHREAD_MUTEX_INITIALIZER;
static int entries, bytes;

static void compact(void)
{
    pthread_mutex_lock(&data_lock);
    pthread_mutex_lock(&index_lock);
    bytes = entries;
    pthread_mutex_unlock(&index_lock);
    pthread_mutex_unlock(&data_lock);
}

static void flush(int n, int full)
{
    if (full)
        pthread_mutex_lock(&data_lock);
    pthread_mutex_lock(&index_lock);
    entries += n;
    pthread_mutex_unlock(&index_lock);
    if (full)
        pthread_mutex_unlock(&data_lock);
}

static void store(int n, int full)
{
    flush(n, full);
    if (full)
        compact();
}

static void *writer(void *arg)
{
    (void)arg;
    pthread_mutex_lock(&index_lock);
    pthread_mutex_lock(&data_lock); // expect: lock-order-cycle
    bytes++;
    pthread_mutex_unlock(&data_lock);
    pthread_mutex_unlock(&index_lock);
    return NULL;
}

static void *cleaner(void *arg)
{
    (void)arg;
    store(1, 1);
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, writer, NULL))
        return 1;
    if (pthread_create(&b, NULL, cleaner, NULL) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
    store(2, 1);
    return 0;
}
