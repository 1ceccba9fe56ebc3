#include <threads.h>

static mtx_t nested;
static cnd_t changed;
static once_flag once = ONCE_FLAG_INIT;
static int ready;

static void make(void)
{
    mtx_init(&nested, mtx_plain | mtx_recursive);
    cnd_init(&changed);
}

static int work(void *arg)
{
    mtx_lock(&nested);
    mtx_lock(&nested);
    ready = 1;
    cnd_broadcast(&changed);
    mtx_unlock(&nested);
    mtx_unlock(&nested);
    return 0;
}

int run(const struct timespec *until)
{
    thrd_t t;
    call_once(&once, make);
    if (thrd_create(&t, work, NULL) != thrd_success)
        return -1;
    mtx_lock(&nested);
    int rc = thrd_success;
    while (!ready && rc == thrd_success)
        rc = cnd_timedwait(&changed, &nested, until);
    mtx_unlock(&nested);
    if (mtx_trylock(&nested) == thrd_success)
        mtx_unlock(&nested);
    return thrd_join(t, NULL);
}
