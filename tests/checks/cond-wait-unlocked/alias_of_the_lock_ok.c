/* One name locks, the other waits: it is the same mutex. */
#include <pthread.h>
#include <stddef.h>

struct stage {
    pthread_mutex_t *shared;
    pthread_cond_t fed;
    int items;
};

static pthread_mutex_t pipeline_lock = PTHREAD_MUTEX_INITIALIZER;
static struct stage first = {&pipeline_lock, PTHREAD_COND_INITIALIZER, 0};

static void *feed(void *arg)
{
    struct stage *s = arg;
    pthread_mutex_lock(s->shared);
    s->items++;
    pthread_cond_signal(&s->fed);
    pthread_mutex_unlock(s->shared);
    return NULL;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, feed, &first) != 0)
        return 1;
    pthread_mutex_lock(&pipeline_lock);
    while (first.items == 0)
        pthread_cond_wait(&first.fed, first.shared);
    pthread_mutex_unlock(&pipeline_lock);
    pthread_join(t, NULL);
    return 0;
}
