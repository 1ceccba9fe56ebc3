/* A try on a destroyed C11 mutex. */
#include "order.h"
#include <threads.h>

static mtx_t m;

int main(void)
{
    mtx_init(&m, mtx_plain);
    mtx_lock(&m);
    mtx_unlock(&m);
    mtx_destroy(&m);
    must(mtx_trylock(&m) != thrd_success); // expect: lock-use-after-destroy
    return 0;
}
