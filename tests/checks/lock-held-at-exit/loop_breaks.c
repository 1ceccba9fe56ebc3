/* break leaves the loop with the lock, and the thread is over. */
#include <pthread.h>
#include <stddef.h>

struct ring {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    int n, stop;
};

static struct ring ring = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};

static void *consumer(void *arg)
{
    struct ring *r = arg;
    for (;;) {
        pthread_mutex_lock(&r->lock);
        while (r->n == 0 && !r->stop)
            pthread_cond_wait(&r->filled, &r->lock);
        if (r->stop)
            break;
        r->n--;
        pthread_mutex_unlock(&r->lock);
    }
    return NULL; // expect: lock-held-at-exit
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, consumer, &ring) != 0)
        return 1;
    pthread_mutex_lock(&ring.lock);
    ring.stop = 1;
    pthread_cond_signal(&ring.filled);
    pthread_mutex_unlock(&ring.lock);
    pthread_join(t, NULL);
    return 0;
}
