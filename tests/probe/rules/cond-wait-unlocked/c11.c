/* C11: waits with another mutex than the one it locked. */
#include "order.h"
#include <threads.h>
#include <time.h>

static mtx_t state, queue;
static cnd_t c;

int main(void)
{
    struct timespec ts;
    mtx_init(&state, mtx_plain);
    mtx_init(&queue, mtx_plain);
    cnd_init(&c);
    mtx_lock(&state);
    timespec_get(&ts, TIME_UTC);
    cnd_timedwait(&c, &queue, &ts); // expect: cond-wait-unlocked
    mtx_unlock(&state);
    return 0;
}
