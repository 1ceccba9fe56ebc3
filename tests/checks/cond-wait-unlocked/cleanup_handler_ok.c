/* The lock is released by a cleanup handler that runs at the pop. */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int tokens;

static void unlock(void *m)
{
    pthread_mutex_unlock(m);
}

static void *taker(void *arg)
{
    pthread_mutex_lock(&lock);
    pthread_cleanup_push(unlock, &lock);
    while (tokens == 0)
        pthread_cond_wait(&cond, &lock);
    tokens--;
    pthread_cleanup_pop(1);
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, taker, NULL) != 0)
        return 1;
    pthread_mutex_lock(&lock);
    tokens++;
    pthread_cond_signal(&cond);
    pthread_mutex_unlock(&lock);
    pthread_cancel(t);
    pthread_join(t, NULL);
    return 0;
}
