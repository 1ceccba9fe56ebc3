/* A read-write lock acquired for writing by a function and by the function it calls. */
#include <pthread.h>
#include <stdlib.h>

struct route {
    struct route *next;
    unsigned prefix;
};
static pthread_rwlock_t routes_lock = PTHREAD_RWLOCK_INITIALIZER;
static struct route *routes;

static void route_drop_first(void)
{
    pthread_rwlock_wrlock(&routes_lock);
    struct route *r = routes;
    if (r)
        routes = r->next;
    pthread_rwlock_unlock(&routes_lock);
    free(r);
}

void routes_replace(struct route *fresh)
{
    pthread_rwlock_wrlock(&routes_lock);
    while (routes)
        route_drop_first(); // expect: lock-double-acquire
    routes = fresh;
    pthread_rwlock_unlock(&routes_lock);
}
