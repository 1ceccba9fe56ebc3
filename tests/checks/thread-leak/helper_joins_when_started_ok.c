/* The helper that frees joins the thread when there is one. */
#include <pthread.h>
#include <stdlib.h>

struct pump {
    pthread_t worker;
    int started, stop;
    char *buf;
};
static void *pump_main(void *arg)
{
    struct pump *p = arg;
    while (!__atomic_load_n(&p->stop, __ATOMIC_ACQUIRE))
        ;
    return NULL;
}
static void pump_free(struct pump *p)
{
    if (p->started) {
        __atomic_store_n(&p->stop, 1, __ATOMIC_RELEASE);
        pthread_join(p->worker, NULL);
    }
    free(p->buf);
    free(p);
}
static struct pump *pump_new(void)
{
    struct pump *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    if (pthread_create(&p->worker, NULL, pump_main, p))
        goto fail;
    p->started = 1;
    p->buf = malloc(4096);
    if (!p->buf)
        goto fail;
    return p;
fail:
    pump_free(p);
    return NULL;
}
int main(void)
{
    struct pump *p = pump_new();
    if (p)
        pump_free(p);
    return 0;
}
