/* The first lock is released before the second is acquired. */
#include <pthread.h>

static pthread_mutex_t scene = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t texture = PTHREAD_MUTEX_INITIALIZER;
static int dirty, loaded;

static void *draw(void *arg)
{
    pthread_mutex_lock(&scene);
    int n = dirty;
    pthread_mutex_unlock(&scene);
    pthread_mutex_lock(&texture);
    loaded += n;
    pthread_mutex_unlock(&texture);
    return arg;
}

static void *load(void *arg)
{
    pthread_mutex_lock(&texture);
    int n = loaded;
    pthread_mutex_unlock(&texture);
    pthread_mutex_lock(&scene);
    dirty = n;
    pthread_mutex_unlock(&scene);
    return arg;
}

int main(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, draw, NULL) != 0)
        return 1;
    if (pthread_create(&b, NULL, load, NULL) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
    return 0;
}
