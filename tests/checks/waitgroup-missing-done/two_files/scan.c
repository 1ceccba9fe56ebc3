#include "group.h"

long du(const char *dir);

void scan_dir(int argc, void *argv[])
{
    struct scan *scan = argv[0];
    if (scan->dir == NULL)
        return; // expect: waitgroup-missing-done
    scan->bytes = du(scan->dir);
    neco_waitgroup_done(scan->done);
}
