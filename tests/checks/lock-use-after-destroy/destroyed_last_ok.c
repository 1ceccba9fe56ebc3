/* The lock is destroyed when nobody needs it any more. */
#include <pthread.h>
#include <stdio.h>

struct service {
    pthread_mutex_t lock;
    long handled;
};

static long service_handled(struct service *s)
{
    pthread_mutex_lock(&s->lock);
    long n = s->handled;
    pthread_mutex_unlock(&s->lock);
    return n;
}

void service_stop(struct service *s)
{
    printf("%ld requests\n", service_handled(s));
    pthread_mutex_destroy(&s->lock);
}

int service_restart(struct service *s)
{
    service_stop(s);
    if (pthread_mutex_init(&s->lock, NULL) != 0)
        return -1;
    return service_handled(s) > 0;
}
