/* The other order stands in a function nobody calls. */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t cfg = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t out = PTHREAD_MUTEX_INITIALIZER;
static int level;

void debug_dump(void)
{
    pthread_mutex_lock(&out);
    pthread_mutex_lock(&cfg);
    level = 0;
    pthread_mutex_unlock(&cfg);
    pthread_mutex_unlock(&out);
}

static void *logger(void *arg)
{
    pthread_mutex_lock(&cfg);
    pthread_mutex_lock(&out);
    level++;
    pthread_mutex_unlock(&out);
    pthread_mutex_unlock(&cfg);
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, logger, NULL) != 0)
        return 1;
    pthread_join(t, NULL);
    return 0;
}
