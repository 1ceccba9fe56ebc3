#include "group.h"

long du(const char *dir)
{
    return dir[0];
}

int main(int argc, char **argv)
{
    neco_waitgroup wg = NECO_WAITGROUP_INITIALIZER;
    struct scan home = {&wg, argv[1], 0}, tmp = {&wg, argv[2], 0};
    neco_waitgroup_add(&wg, 1);
    neco_start(scan_dir, 1, &home);
    neco_waitgroup_add(&wg, 1);
    neco_start(scan_dir, 1, &tmp);
    neco_waitgroup_wait(&wg);
    return home.bytes + tmp.bytes > 100;
}
