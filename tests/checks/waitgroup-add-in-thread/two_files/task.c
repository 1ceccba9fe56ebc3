#include "task.h"

void task_main(int argc, void *argv[])
{
    struct task *t = argv[0];
    neco_yield();
    neco_waitgroup_add(t->wg, 1); // expect: waitgroup-add-in-thread
    t->id = -t->id;
    neco_waitgroup_done(t->wg);
}
