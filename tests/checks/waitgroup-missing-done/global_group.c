/* The group is a global variable, the early end is an error of a look-up. */
#include "../../stubs/neco.h"

static neco_waitgroup pending;
static int hits;

int resolve(const char *host);
int dial(int addr);

static void probe(int argc, void *argv[])
{
    int addr = resolve(argv[0]);
    if (addr == 0)
        return; // expect: waitgroup-missing-done
    if (dial(addr) == 0)
        hits++;
    neco_waitgroup_done(&pending);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        neco_waitgroup_add(&pending, 1);
        neco_start(probe, 1, argv[i]);
    }
    neco_waitgroup_wait(&pending);
    return hits == 0;
}
