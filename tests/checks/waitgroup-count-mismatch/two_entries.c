/* Readers count down twice. */
#include "../../stubs/neco.h"

int rd(void);
int wr(void);

static void reader(int argc, void *argv[])
{
    neco_waitgroup *wg = argv[0];
    rd();
    neco_waitgroup_done(wg);
    rd();
    neco_waitgroup_done(wg);
}

static void writer(int argc, void *argv[])
{
    wr();
    neco_waitgroup_done(argv[0]);
}

int main(void)
{
    static neco_waitgroup wg;
    neco_waitgroup_add(&wg, 2); // expect: waitgroup-count-mismatch
    neco_start(reader, 1, &wg);
    neco_start(writer, 1, &wg);
    neco_waitgroup_wait(&wg);
    return 0;
}
