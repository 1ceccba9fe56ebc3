/* A visitor calls back into the table while the table is locked. */
// run: kill-after 4
#include "order.h"
#include <threads.h>

static mtx_t m;
static int value[4];

static int get(int i)
{
    mtx_lock(&m); // expect: lock-double-acquire
    int v = value[i];
    mtx_unlock(&m);
    return v;
}

static void each(void (*visit)(int))
{
    mtx_lock(&m);
    for (int i = 0; i < 4; i++)
        visit(i);
    mtx_unlock(&m);
}

static void show(int i)
{
    value[i] = get(i);
}

int main(void)
{
    mtx_init(&m, mtx_plain);
    each(show);
    mtx_destroy(&m);
    return 0;
}
