/* The C11 names, and a result that is thrown away on purpose. */
#include <threads.h>

static mtx_t slots_lock;
static int slots;

int slots_init(void)
{
    return mtx_init(&slots_lock, mtx_plain) == thrd_success ? 0 : -1;
}

void slot_free(void)
{
    (void)mtx_trylock(&slots_lock); // expect: lock-result-ignored
    slots++;
    mtx_unlock(&slots_lock);
}
