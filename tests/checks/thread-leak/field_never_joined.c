/* The service keeps the handle, tells the thread to stop and frees itself; nobody ever joins. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct service {
    atomic_bool stop;
    int interval;
    pthread_t flusher;
};

void service_flush(struct service *s);

static void *flush_loop(void *arg)
{
    struct service *s = arg;
    while (!atomic_load(&s->stop)) {
        service_flush(s);
        sleep((unsigned)s->interval);
    }
    return NULL;
}

struct service *service_start(int interval)
{
    struct service *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->interval = interval;
    if (pthread_create(&s->flusher, NULL, flush_loop, s) != 0) { // expect: thread-leak
        free(s);
        return NULL;
    }
    return s;
}

void service_stop(struct service *s)
{
    atomic_store(&s->stop, 1);
    free(s);
}
