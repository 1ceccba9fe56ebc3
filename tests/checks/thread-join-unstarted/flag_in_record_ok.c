/* Whether a thread was started is remembered in memory whose first content nobody shows here. */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct pump {
    pthread_t in, out;
    bool has_in, has_out;
    int error;
};

void *pump_in(void *arg);
void *pump_out(void *arg);
void *alloc_zeroed(size_t size);

int pump_run(struct pump *p)
{
    p->error = pthread_create(&p->in, NULL, pump_in, p);
    if (p->error)
        goto out;
    p->has_in = true;
    p->error = pthread_create(&p->out, NULL, pump_out, p);
    if (p->error)
        goto out;
    p->has_out = true;
out:
    if (p->has_in)
        pthread_join(p->in, NULL);
    if (p->has_out)
        pthread_join(p->out, NULL);
    return p->error;
}

int pump_once(int mode)
{
    struct pump *p = alloc_zeroed(sizeof *p);
    if (!p)
        return -1;
    if (mode > 0 && pthread_create(&p->in, NULL, pump_in, p) == 0)
        p->has_in = true;
    if (p->has_in)
        pthread_join(p->in, NULL);
    free(p);
    return 0;
}
