/* The lock held during the join is not one that the thread needs. */
#include <pthread.h>

struct service {
    pthread_mutex_t control; /* start and stop, one at a time */
    pthread_mutex_t data;
    pthread_t thread;
    int quit, value;
};

static void *service_main(void *arg)
{
    struct service *s = arg;
    for (;;) {
        pthread_mutex_lock(&s->data);
        int quit = s->quit;
        s->value++;
        pthread_mutex_unlock(&s->data);
        if (quit)
            break;
    }
    return NULL;
}

int service_start(struct service *s)
{
    pthread_mutex_lock(&s->control);
    int rc = pthread_create(&s->thread, NULL, service_main, s);
    pthread_mutex_unlock(&s->control);
    return rc;
}

void service_stop(struct service *s)
{
    pthread_mutex_lock(&s->control);
    pthread_mutex_lock(&s->data);
    s->quit = 1;
    pthread_mutex_unlock(&s->data);
    pthread_join(s->thread, NULL);
    pthread_mutex_unlock(&s->control);
}
