/* The lock is destroyed with the service, and a counter still uses it. */
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
    pthread_mutex_destroy(&s->lock);
    printf("%ld requests\n", service_handled(s)); // expect: lock-use-after-destroy
}
