/* C11, acquired through the program's own wrapper: that line, with its caller as a step. */
// run: --long-hold=300
#include "order.h"
#include <threads.h>

static mtx_t m;

__attribute__((noinline)) static void enter(void)
{
    mtx_lock(&m); // expect: lock-long-hold
    order_arrive();
}

int main(void)
{
    mtx_init(&m, mtx_plain);
    enter();
    usleep(2500 * 1000);
    mtx_unlock(&m);
    mtx_destroy(&m);
    return 0;
}
