/* A static group lives on; the next call waits for the task of the last one. */
#include "../../stubs/neco.h"

void flush(void);

static void task(int argc, void *argv[])
{
    flush();
    neco_waitgroup_done(argv[0]);
}

void flush_later(void)
{
    static neco_waitgroup wg;
    neco_waitgroup_wait(&wg);
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 1, &wg);
}
