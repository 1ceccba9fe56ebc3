/* The wait sits behind a function table; whoever dispatches holds the lock. */
#include <pthread.h>
#include <stddef.h>

struct port {
    pthread_mutex_t lock;
    pthread_cond_t event;
    int readable, writable;
};

static void wait_readable(struct port *p)
{
    while (!p->readable)
        pthread_cond_wait(&p->event, &p->lock);
}

static void wait_writable(struct port *p)
{
    while (!p->writable)
        pthread_cond_wait(&p->event, &p->lock);
}

static void (*const waits[])(struct port *) = {wait_readable, wait_writable};
static struct port port = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};

static void *device(void *arg)
{
    struct port *p = arg;
    pthread_mutex_lock(&p->lock);
    p->readable = p->writable = 1;
    pthread_cond_broadcast(&p->event);
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t t;
    (void)argv;
    if (pthread_create(&t, NULL, device, &port) != 0)
        return 1;
    pthread_mutex_lock(&port.lock);
    waits[argc > 1](&port);
    pthread_mutex_unlock(&port.lock);
    pthread_join(t, NULL);
    return 0;
}
