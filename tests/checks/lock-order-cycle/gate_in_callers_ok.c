/* The gate is acquired two calls further up, in other functions. */
#include <pthread.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER, names = PTHREAD_MUTEX_INITIALIZER,
                       sizes = PTHREAD_MUTEX_INITIALIZER;
static int n, s;

static void add_name(void)
{
    pthread_mutex_lock(&names);
    pthread_mutex_lock(&sizes);
    n++;
    s++;
    pthread_mutex_unlock(&sizes);
    pthread_mutex_unlock(&names);
}

static void resize(void)
{
    pthread_mutex_lock(&sizes);
    pthread_mutex_lock(&names);
    s = n;
    pthread_mutex_unlock(&names);
    pthread_mutex_unlock(&sizes);
}

static void locked(void (*what)(void))
{
    pthread_mutex_lock(&gate);
    what();
    pthread_mutex_unlock(&gate);
}

static void *adder(void *arg)
{
    pthread_mutex_lock(&gate);
    add_name();
    pthread_mutex_unlock(&gate);
    return arg;
}

static void *resizer(void *arg)
{
    locked(resize);
    return arg;
}

int main(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, adder, NULL) != 0)
        return 1;
    if (pthread_create(&b, NULL, resizer, NULL) != 0) {
        pthread_join(a, NULL);
        return 1;
    }
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
