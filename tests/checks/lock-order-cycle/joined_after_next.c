/* The first thread is joined, but a second one of the other order began before; a third one begins
 * after the join, and shares another pair of locks with main. */
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t users = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t groups = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t rights = PTHREAD_MUTEX_INITIALIZER;
static int nusers, ngroups, nrights;

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
    pthread_mutex_lock(&users); // expect: lock-order-cycle
    nusers = ngroups = 0;
    pthread_mutex_unlock(&users);
    pthread_mutex_unlock(&groups);
    return arg;
}

static void *grant(void *arg)
{
    pthread_mutex_lock(&users);
    pthread_mutex_lock(&rights);
    nrights = nusers;
    pthread_mutex_unlock(&rights);
    pthread_mutex_unlock(&users);
    return arg;
}

int main(void)
{
    pthread_t loader, storer, granter;
    if (pthread_create(&loader, NULL, load, NULL) != 0)
        abort();
    if (pthread_create(&storer, NULL, store, NULL) != 0)
        abort();
    pthread_join(loader, NULL);
    if (pthread_create(&granter, NULL, grant, NULL) != 0)
        abort();
    pthread_mutex_lock(&rights);
    pthread_mutex_lock(&users); // expect: lock-order-cycle
    nusers = nrights;
    pthread_mutex_unlock(&users);
    pthread_mutex_unlock(&rights);
    pthread_join(granter, NULL);
    pthread_join(storer, NULL);
    return nusers;
}
