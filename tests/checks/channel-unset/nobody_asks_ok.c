/* Nobody asks whether the channel could be made, as in most small programs: that is no path that
 * anybody thought of. */
#include "../../stubs/chan.h"

struct app {
    chan_t *jobs;
};

static chan_t *make(void)
{
    return chan_init(4);
}

static void setup(struct app *a)
{
    a->jobs = chan_init(4);
}

int direct(void *v)
{
    chan_t *c = chan_init(4);
    chan_send(c, v);
    chan_dispose(c);
    return 0;
}

int by_wrapper(void *v)
{
    chan_t *c = make();
    chan_send(c, v);
    chan_dispose(c);
    return 0;
}

int in_array(void *v)
{
    chan_t *c[2] = {chan_init(1), chan_init(1)};
    chan_send(c[0], v);
    chan_send(c[1], v);
    chan_dispose(c[0]);
    chan_dispose(c[1]);
    return 0;
}

int in_record(void *v)
{
    struct app a;
    setup(&a);
    chan_send(a.jobs, v);
    chan_dispose(a.jobs);
    return 0;
}
