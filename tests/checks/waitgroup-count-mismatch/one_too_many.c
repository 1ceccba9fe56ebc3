#include "../../stubs/neco.h"

int fetch(int part);

static void part(int argc, void *argv[])
{
    fetch(*(int *)argv[0]);
    neco_waitgroup_done(argv[1]);
}

void download(void)
{
    static int head = 0, body = 1;
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 3); // expect: waitgroup-count-mismatch
    neco_start(part, 2, &head, &wg);
    neco_start(part, 2, &body, &wg);
    neco_waitgroup_wait(&wg);
}
