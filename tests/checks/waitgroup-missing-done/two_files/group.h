#include "../../../stubs/neco.h"

struct scan {
    neco_waitgroup *done;
    const char *dir;
    long bytes;
};
void scan_dir(int argc, void *argv[]);
