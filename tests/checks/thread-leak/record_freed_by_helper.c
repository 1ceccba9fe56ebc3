/* The record that holds a running thread goes to a helper that frees it. */
#include <pthread.h>
#include <stdlib.h>

struct pump {
    pthread_t worker;
    pthread_mutex_t lock;
    int fd;
    int stop;
    char *buf;
};

static void *pump_main(void *arg)
{
    struct pump *p = arg;
    for (;;) {
        pthread_mutex_lock(&p->lock);
        int stop = p->stop;
        pthread_mutex_unlock(&p->lock);
        if (stop)
            break;
    }
    return NULL;
}

static void pump_free(struct pump *p)
{
    if (!p)
        return;
    pthread_mutex_destroy(&p->lock);
    free(p->buf);
    free(p);
}

struct pump *pump_new(int fd)
{
    struct pump *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->fd = fd;
    pthread_mutex_init(&p->lock, NULL);
    if (pthread_create(&p->worker, NULL, pump_main, p) != 0) {
        pump_free(p);
        return NULL;
    }
    p->buf = malloc(4096);
    if (!p->buf) {
        pump_free(p); // expect: thread-leak
        return NULL;
    }
    return p;
}

void pump_stop(struct pump *p)
{
    pthread_mutex_lock(&p->lock);
    p->stop = 1;
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->worker, NULL);
    pump_free(p);
}

int main(void)
{
    struct pump *p = pump_new(3);
    if (!p)
        return 1;
    pump_stop(p);
    return 0;
}
