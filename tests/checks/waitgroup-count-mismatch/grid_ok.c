/* Two loops, one product. */
#include "../../stubs/neco.h"

void cell(int x, int y);

static void work(int argc, void *argv[])
{
    int *xy = argv[0];
    cell(xy[0], xy[1]);
    neco_waitgroup_done(argv[1]);
}

void grid(int w, int h, int (*xy)[2])
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, w * h);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            neco_start(work, 2, xy[y * w + x], &wg);
    neco_waitgroup_wait(&wg);
}

void fixed_grid(int (*xy)[2])
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 12);
    for (int y = 0; y < 3; y++)
        for (int x = 0; x < 4; x++)
            neco_start(work, 2, xy[y * 4 + x], &wg);
    neco_waitgroup_wait(&wg);
}
