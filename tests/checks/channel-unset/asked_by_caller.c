/* Callers look at what a wrapper returns, or at what it left, and go on all the same. */
#include <stdio.h>

#include "../../stubs/chan.h"

struct app {
    chan_t *jobs;
};

static chan_t *make(void)
{
    return chan_init(4);
}

static int setup(struct app *a)
{
    a->jobs = chan_init(4);
    return a->jobs ? 0 : -1;
}

static void quiet_setup(struct app *a)
{
    a->jobs = chan_init(4);
}

int by_wrapper(void *v)
{
    chan_t *c = make();
    if (!c)
        puts("no channel");
    chan_send(c, v); // expect: channel-unset
    chan_dispose(c);
    return 0;
}

int by_status(void *v)
{
    struct app a;
    if (setup(&a) < 0)
        puts("no channel");
    chan_send(a.jobs, v); // expect: channel-unset
    chan_dispose(a.jobs);
    return 0;
}

int by_field(void *v)
{
    struct app a;
    quiet_setup(&a);
    if (a.jobs == NULL)
        puts("no channel");
    chan_send(a.jobs, v); // expect: channel-unset
    chan_dispose(a.jobs);
    return 0;
}
