/* Opposite orders, but a third lock held by both lets only one of them in at a time. */
#include <pthread.h>

static pthread_mutex_t config = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t right = PTHREAD_MUTEX_INITIALIZER;
static int a, b;

static void both(pthread_mutex_t *first, pthread_mutex_t *second)
{
    pthread_mutex_lock(first);
    pthread_mutex_lock(second);
    int t = a;
    a = b;
    b = t;
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(first);
}

static void *forward(void *arg)
{
    pthread_mutex_lock(&config);
    both(&left, &right);
    pthread_mutex_unlock(&config);
    return arg;
}

static void *backward(void *arg)
{
    pthread_mutex_lock(&config);
    both(&right, &left);
    pthread_mutex_unlock(&config);
    return arg;
}

int main(void)
{
    pthread_t x, y;
    if (pthread_create(&x, NULL, forward, NULL) != 0)
        return 1;
    if (pthread_create(&y, NULL, backward, NULL) == 0)
        pthread_join(y, NULL);
    pthread_join(x, NULL);
    return 0;
}
