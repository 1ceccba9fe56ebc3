/* What a function without a body does before the record is freed nobody knows. */
#include <pthread.h>
#include <stdlib.h>
struct pump { pthread_t worker; int stop; char *buf; };
void pump_halt(struct pump *p); /* stops and joins, in another library */
static void *pump_main(void *arg) { struct pump *p = arg; while (!p->stop) ; return NULL; }
static void halt(struct pump *p) { pump_halt(p); }
static void pump_free(struct pump *p) { halt(p); free(p->buf); free(p); }
struct pump *pump_new(void)
{
    struct pump *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    if (pthread_create(&p->worker, NULL, pump_main, p) != 0) {
        free(p);
        return NULL;
    }
    p->buf = malloc(4096);
    if (!p->buf) {
        pump_free(p);
        return NULL;
    }
    return p;
}

void pump_stop(struct pump *p)
{
    p->stop = 1;
    pthread_join(p->worker, NULL);
    free(p);
}
