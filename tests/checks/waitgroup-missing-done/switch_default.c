/* One case of a switch returns on its own. */
#include "../../stubs/neco.h"

enum kind { READ, WRITE, STAT };
int do_read(void);
int do_write(void);

static void serve(int argc, void *argv[])
{
    enum kind kind = *(enum kind *)argv[0];
    neco_waitgroup *wg = argv[1];
    switch (kind) {
    case READ:
        do_read();
        break;
    case WRITE:
        do_write();
        break;
    default:
        return; // expect: waitgroup-missing-done
    }
    neco_waitgroup_done(wg);
}

void serve_all(enum kind *kinds, int n)
{
    neco_waitgroup wg;
    neco_waitgroup_init(&wg);
    for (int i = 0; i < n; i++) {
        neco_waitgroup_add(&wg, 1);
        neco_start(serve, 2, &kinds[i], &wg);
    }
    neco_waitgroup_wait(&wg);
}
