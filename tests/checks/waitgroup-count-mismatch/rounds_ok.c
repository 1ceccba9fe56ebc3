/* Several rounds with one group; children that are counted by their parents. */
#include "../../stubs/neco.h"

void spin(void);

static void child(int argc, void *argv[])
{
    spin();
    neco_waitgroup_done(argv[0]);
}

static void parent(int argc, void *argv[])
{
    neco_waitgroup_add(argv[0], 1);
    neco_start(child, 1, argv[0]);
    neco_waitgroup_done(argv[0]);
}

void run(int rounds)
{
    neco_waitgroup wg = {0};
    for (int r = 0; r < rounds; r++) {
        neco_waitgroup_add(&wg, 2);
        neco_start(child, 1, &wg);
        neco_start(child, 1, &wg);
        neco_waitgroup_wait(&wg);
    }
    neco_waitgroup_add(&wg, 1);
    neco_start(parent, 1, &wg);
    neco_waitgroup_wait(&wg);
}
