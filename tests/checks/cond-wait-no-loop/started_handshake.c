/* The creator waits for the new thread to say hello, once. */
#include <pthread.h>
#include <stddef.h>

struct service {
    pthread_mutex_t lock;
    pthread_cond_t up;
    pthread_t thread;
    int running;
};

static void *service_main(void *arg)
{
    struct service *s = arg;
    pthread_mutex_lock(&s->lock);
    s->running = 1;
    pthread_cond_signal(&s->up);
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

int service_start(struct service *s)
{
    pthread_mutex_lock(&s->lock);
    if (pthread_create(&s->thread, NULL, service_main, s) != 0) {
        pthread_mutex_unlock(&s->lock);
        return -1;
    }
    pthread_cond_wait(&s->up, &s->lock); // expect: cond-wait-no-loop
    pthread_mutex_unlock(&s->lock);
    return 0;
}

void service_stop(struct service *s)
{
    pthread_join(s->thread, NULL);
}
