#include <dispatch/dispatch.h>
#include <stdlib.h>

struct job {
    dispatch_group_t group;
    dispatch_semaphore_t slots;
    int done;
};

static void run(void *ctx)
{
    struct job *j = ctx;
    j->done = 1;
    dispatch_semaphore_signal(j->slots);
    dispatch_group_leave(j->group);
}

int submit(struct job *j, int n)
{
    dispatch_queue_t q = dispatch_get_global_queue(0, 0);
    j->group = dispatch_group_create();
    j->slots = dispatch_semaphore_create(4);
    for (int i = 0; i < n; i++) {
        dispatch_semaphore_wait(j->slots, DISPATCH_TIME_FOREVER);
        dispatch_group_enter(j->group);
        dispatch_async_f(q, j, run);
    }
    intptr_t late = dispatch_group_wait(j->group, dispatch_time(DISPATCH_TIME_NOW, 1000));
    if (late)
        dispatch_group_wait(j->group, DISPATCH_TIME_FOREVER);
    dispatch_release(j->group);
    dispatch_release(j->slots);
    return j->done;
}

static void add(void *ctx)
{
    ++*(int *)ctx;
}

/* group_async enters and leaves by itself; a group may be used again after a wait */
int rounds(int n)
{
    dispatch_group_t g = dispatch_group_create();
    dispatch_queue_t q = dispatch_queue_create("rounds", NULL);
    int *sum = calloc(1, sizeof *sum);
    for (int i = 0; i < n; i++) {
        dispatch_group_async_f(g, q, sum, add);
        dispatch_group_enter(g);
        dispatch_group_leave(g);
        dispatch_group_wait(g, DISPATCH_TIME_FOREVER);
    }
    dispatch_release(g);
    dispatch_release(q);
    n = *sum;
    free(sum);
    return n;
}

struct clock {
    dispatch_source_t timer;
};

static void tick(void *ctx)
{
    (void)ctx;
}

int clock_start(struct clock *c, dispatch_queue_t q)
{
    c->timer = dispatch_source_create(DISPATCH_SOURCE_TYPE_TIMER, 0, 0, q);
    if (!c->timer)
        return -1;
    dispatch_source_set_timer(c->timer, DISPATCH_TIME_NOW, 1000, 10);
    dispatch_source_set_event_handler_f(c->timer, tick);
    dispatch_resume(c->timer);
    return 0;
}

void clock_stop(struct clock *c)
{
    dispatch_source_cancel(c->timer);
    dispatch_release(c->timer);
    c->timer = NULL;
}

/* somebody else keeps it */
dispatch_semaphore_t share(dispatch_semaphore_t *other)
{
    dispatch_semaphore_t s = dispatch_semaphore_create(1);
    dispatch_retain(s);
    *other = s;
    dispatch_release(s);
    dispatch_semaphore_signal(s);
    return s;
}

static int level;

static void init(void *ctx)
{
    level = ctx != NULL;
}

int get_level(void)
{
    static dispatch_once_t once;
    dispatch_once_f(&once, &level, init);
    return level;
}
