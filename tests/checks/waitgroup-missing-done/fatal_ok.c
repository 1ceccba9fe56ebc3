/* The other way ends the program. */
#include "../../stubs/neco.h"
#include <stdio.h>
#include <stdlib.h>

int load(void);

static void die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static void work(int argc, void *argv[])
{
    neco_waitgroup *wg = argv[0];
    if (load() < 0)
        die("load");
    if (load() == 0)
        abort();
    neco_waitgroup_done(wg);
}

void run(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    neco_start(work, 1, &wg);
    neco_waitgroup_wait(&wg);
}
