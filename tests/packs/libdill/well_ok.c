#include <libdill.h>

static coroutine void count(int ch, int n)
{
    for (int i = 0; i < n; i++)
        if (chsend(ch, &i, sizeof i, -1) != 0)
            break;
    chdone(ch);
    hclose(ch);
}

int sum(int n, int *total)
{
    int ch[2], v;
    if (chmake(ch) != 0)
        return -1;
    int cr = go(count(ch[1], n));
    if (cr < 0) {
        hclose(ch[0]);
        hclose(ch[1]);
        return -1;
    }
    while (chrecv(ch[0], &v, sizeof v, -1) == 0)
        *total += v;
    hclose(ch[0]);
    return hclose(cr);
}

static coroutine void tick(int ms)
{
    while (msleep(ms) == 0)
        ;
}

/* the bundle has the coroutines; closing it ends them */
int ticks(int n)
{
    int b = bundle();
    if (b < 0)
        return -1;
    for (int i = 0; i < n; i++)
        bundle_go(b, tick(10 * i));
    int rc = bundle_wait(b, 1000);
    hclose(b);
    return rc;
}

struct timer {
    int handle;
};

int timer_start(struct timer *t)
{
    t->handle = go(tick(100));
    return t->handle < 0 ? -1 : 0;
}

void timer_stop(struct timer *t)
{
    hclose(t->handle);
    t->handle = -1;
}

/* both ends are used after the other one is done */
int ask(int ch, int question, int *answer)
{
    if (chsend(ch, &question, sizeof question, -1) != 0)
        return -1;
    chdone(ch);
    return chrecv(ch, answer, sizeof *answer, -1);
}
