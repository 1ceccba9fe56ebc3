/* The caller says whether it holds the lock. */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct region {
    pthread_mutex_t lock;
    pthread_cond_t unpinned;
    int pins;
};

static struct region region = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 1};

static void region_wait(struct region *r, bool locked)
{
    if (!locked)
        pthread_mutex_lock(&r->lock);
    while (r->pins > 0)
        pthread_cond_wait(&r->unpinned, &r->lock);
    if (!locked)
        pthread_mutex_unlock(&r->lock);
}

static void *unpin(void *arg)
{
    struct region *r = arg;
    pthread_mutex_lock(&r->lock);
    r->pins--;
    pthread_cond_broadcast(&r->unpinned);
    pthread_mutex_unlock(&r->lock);
    region_wait(r, false);
    return NULL;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, unpin, &region) != 0)
        return 1;
    region_wait(&region, false);
    pthread_mutex_lock(&region.lock);
    region_wait(&region, true);
    pthread_mutex_unlock(&region.lock);
    pthread_join(t, NULL);
    return 0;
}
