/* The callee joins what runs, and forgets to say that it runs no more. */
#include <pthread.h>

struct pump {
    pthread_t thread;
    int running, level;
};
void drain(int level);

static void pump_stop(struct pump *p)
{
    if (p->running)
        pthread_join(p->thread, NULL);
    p->level = 0;
}

int pump_replace(struct pump *p, int level)
{
    if (!p->running)
        return -1;
    pump_stop(p);
    drain(level);
    pump_stop(p); // expect: thread-double-join
    return 0;
}

static int pump_end(struct pump *p)
{
    if (p->level > 3)
        return -1;
    pthread_join(p->thread, NULL);
    return 0;
}

int pump_free(struct pump *p)
{
    if (pump_end(p) == 0)
        pthread_join(p->thread, NULL); // expect: thread-double-join
    return 0;
}
