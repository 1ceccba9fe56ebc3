/* Shutdown takes the locks in the other order, but only after the one thread that nests them has
 * been joined; another thread still runs. */
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static pthread_mutex_t index_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t rebuilder, ticker;
static atomic_bool stopping;
static int entries, cached, ticks;

static void *rebuild(void *arg)
{
    while (!atomic_load(&stopping)) {
        pthread_mutex_lock(&index_lock);
        pthread_mutex_lock(&cache_lock);
        cached = entries++;
        pthread_mutex_unlock(&cache_lock);
        pthread_mutex_unlock(&index_lock);
    }
    return arg;
}

static void *tick(void *arg)
{
    while (!atomic_load(&stopping)) {
        pthread_mutex_lock(&cache_lock);
        ticks++;
        pthread_mutex_unlock(&cache_lock);
        usleep(1000);
    }
    return arg;
}

static void stop_rebuilder(void)
{
    atomic_store(&stopping, 1);
    pthread_join(rebuilder, NULL);
}

static void stop_all(void)
{
    stop_rebuilder();
    pthread_mutex_lock(&cache_lock);
    pthread_mutex_lock(&index_lock);
    entries = cached = 0;
    pthread_mutex_unlock(&index_lock);
    pthread_mutex_unlock(&cache_lock);
    pthread_join(ticker, NULL);
}

int main(void)
{
    if (pthread_create(&ticker, NULL, tick, NULL) != 0)
        return 1;
    if (pthread_create(&rebuilder, NULL, rebuild, NULL) != 0)
        return 1;
    sleep(1);
    stop_all();
    return 0;
}
