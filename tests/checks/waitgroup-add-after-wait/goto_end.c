/* One way jumps over the second wait. */
#include "../../stubs/neco.h"

int more(void);
int give_up(void);
void fetch(void);

static void task(int argc, void *argv[])
{
    fetch();
    neco_waitgroup_done(argv[0]);
}

int fetch_all(void)
{
    int rc = -1;
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 1, &wg);
    neco_waitgroup_wait(&wg);
    if (!more())
        goto out;
    neco_waitgroup_add(&wg, 1); // expect: waitgroup-add-after-wait
    neco_start(task, 1, &wg);
    if (give_up())
        goto out;
    neco_waitgroup_wait(&wg);
    rc = 0;
out:
    return rc;
}
