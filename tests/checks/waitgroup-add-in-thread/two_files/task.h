#include "../../../stubs/neco.h"

struct task {
    neco_waitgroup *wg;
    int id;
};
void task_main(int argc, void *argv[]);
