/* Two threads take the locks both ways; the first one is joined before the second one begins. */
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t users = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t groups = PTHREAD_MUTEX_INITIALIZER;
static int nusers, ngroups;

static void *load(void *arg)
{
    pthread_mutex_lock(&users);
    pthread_mutex_lock(&groups);
    nusers = ngroups = 10;
    pthread_mutex_unlock(&groups);
    pthread_mutex_unlock(&users);
    return arg;
}

static void *store(void *arg)
{
    pthread_mutex_lock(&groups);
    pthread_mutex_lock(&users);
    nusers = ngroups = 0;
    pthread_mutex_unlock(&users);
    pthread_mutex_unlock(&groups);
    return arg;
}

int main(void)
{
    pthread_t loader, storer;
    if (pthread_create(&loader, NULL, load, NULL) != 0)
        abort();
    pthread_join(loader, NULL);
    if (pthread_create(&storer, NULL, store, NULL) != 0)
        abort();
    pthread_join(storer, NULL);
    return nusers;
}
