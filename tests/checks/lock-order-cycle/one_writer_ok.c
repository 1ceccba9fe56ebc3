/* Readers of both sides in any order; the only thread that writes takes one at a time. */
#include <pthread.h>
#include <stddef.h>

static pthread_rwlock_t routes = PTHREAD_RWLOCK_INITIALIZER, hosts = PTHREAD_RWLOCK_INITIALIZER;
static int nroutes, nhosts;

static void *by_route(void *sum)
{
    pthread_rwlock_rdlock(&routes);
    pthread_rwlock_rdlock(&hosts);
    *(int *)sum = nroutes + nhosts;
    pthread_rwlock_unlock(&hosts);
    pthread_rwlock_unlock(&routes);
    return NULL;
}

static void *by_host(void *sum)
{
    pthread_rwlock_rdlock(&hosts);
    pthread_rwlock_rdlock(&routes);
    *(int *)sum = nhosts - nroutes;
    pthread_rwlock_unlock(&routes);
    pthread_rwlock_unlock(&hosts);
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    static int x, y;
    if (pthread_create(&a, NULL, by_route, &x) != 0)
        return 1;
    if (pthread_create(&b, NULL, by_host, &y) != 0) {
        pthread_join(a, NULL);
        return 1;
    }
    pthread_rwlock_wrlock(&routes);
    nroutes++;
    pthread_rwlock_unlock(&routes);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return x + y;
}
