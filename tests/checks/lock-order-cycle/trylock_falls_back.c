/* The trylock of the second lock falls back to waiting for it, which makes the try useless. */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t map_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t lru_lock = PTHREAD_MUTEX_INITIALIZER;
static int entries, contended;

static void *inserter(void *arg)
{
    pthread_mutex_lock(&map_lock);
    if (pthread_mutex_trylock(&lru_lock) != 0) {
        contended++;
        pthread_mutex_lock(&lru_lock); // expect: lock-order-cycle
    }
    entries++;
    pthread_mutex_unlock(&lru_lock);
    pthread_mutex_unlock(&map_lock);
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, inserter, NULL) != 0)
        return 1;
    pthread_mutex_lock(&lru_lock);
    pthread_mutex_lock(&map_lock); // expect: lock-order-cycle
    entries = 0;
    pthread_mutex_unlock(&map_lock);
    pthread_mutex_unlock(&lru_lock);
    pthread_join(t, NULL);
    return 0;
}
