#include <libmill.h>

static coroutine void produce(chan ch, int n)
{
    for (int i = 0; i < n; i++)
        chs(ch, int, i);
    chdone(ch, int, -1);
    chclose(ch);
}

int consume(int n)
{
    chan ch = chmake(int, 0);
    int sum = 0;
    go(produce(chdup(ch), n));
    for (;;) {
        int v = chr(ch, int);
        if (v < 0)
            break;
        sum += v;
    }
    chclose(ch);
    return sum;
}

struct worker {
    chan in, out;
};

static coroutine void work(struct worker *w)
{
    int v;
    while ((v = chr(w->in, int)) >= 0) {
        msleep(10);
        chs(w->out, int, v * v);
    }
    chdone(w->out, int, -1);
}

void worker_start(struct worker *w)
{
    w->in = chmake(int, 8);
    w->out = chmake(int, 8);
    go(work(w));
}

void worker_stop(struct worker *w)
{
    chs(w->in, int, -1);
    while (chr(w->out, int) >= 0)
        ;
    chclose(w->in);
    chclose(w->out);
}

/* two references, given up one by one */
void shared(chan a)
{
    chan b = chdup(a);
    chclose(b);
    chclose(a);
}
