/* With `nested` the helper does not acquire the outer lock, and only then the inner one is held. */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t inner = PTHREAD_MUTEX_INITIALIZER;
static int n;

static void count(bool nested)
{
    if (!nested)
        pthread_mutex_lock(&outer);
    n++;
    if (!nested)
        pthread_mutex_unlock(&outer);
}

static void *worker(void *arg)
{
    pthread_mutex_lock(&inner);
    count(true);
    pthread_mutex_unlock(&inner);
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, worker, NULL) != 0)
        return 1;
    count(false);
    pthread_mutex_lock(&outer);
    pthread_mutex_lock(&inner);
    n--;
    pthread_mutex_unlock(&inner);
    pthread_mutex_unlock(&outer);
    pthread_join(t, NULL);
    return 0;
}
