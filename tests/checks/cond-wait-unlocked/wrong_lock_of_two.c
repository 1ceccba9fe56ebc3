/* The state lock is held, the wait is given the queue lock. */
#include <pthread.h>
#include <stddef.h>

typedef struct {
    pthread_mutex_t state_lock;
    pthread_mutex_t queue_lock;
    pthread_cond_t drained;
    int depth, closing;
} channel;

static channel chan = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
                       PTHREAD_COND_INITIALIZER, 3, 0};

static void *consumer(void *arg)
{
    channel *c = arg;
    for (int more = 1; more;) {
        pthread_mutex_lock(&c->queue_lock);
        more = --c->depth > 0;
        if (!more)
            pthread_cond_signal(&c->drained);
        pthread_mutex_unlock(&c->queue_lock);
    }
    return NULL;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, consumer, &chan) != 0)
        return 1;
    pthread_mutex_lock(&chan.state_lock);
    chan.closing = 1;
    while (chan.depth > 0)
        pthread_cond_wait(&chan.drained, &chan.queue_lock); // expect: cond-wait-unlocked
    pthread_mutex_unlock(&chan.state_lock);
    pthread_join(t, NULL);
    return 0;
}
