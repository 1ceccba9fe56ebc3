/* Against the usual order the second lock is only tried, and failure gives up the first. */
#include <pthread.h>
#include <sched.h>

static pthread_mutex_t inbox = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t outbox = PTHREAD_MUTEX_INITIALIZER;
static int in, out;

static void *sender(void *arg)
{
    pthread_mutex_lock(&inbox);
    pthread_mutex_lock(&outbox);
    out += in;
    pthread_mutex_unlock(&outbox);
    pthread_mutex_unlock(&inbox);
    return arg;
}

static void *returner(void *arg)
{
    for (;;) {
        pthread_mutex_lock(&outbox);
        if (pthread_mutex_trylock(&inbox) == 0)
            break;
        pthread_mutex_unlock(&outbox);
        sched_yield();
    }
    in += out;
    pthread_mutex_unlock(&inbox);
    pthread_mutex_unlock(&outbox);
    return arg;
}

int main(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, sender, NULL) != 0)
        return 1;
    if (pthread_create(&b, NULL, returner, NULL) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
    return 0;
}
