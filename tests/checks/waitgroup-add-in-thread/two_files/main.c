#include "task.h"

int main(void)
{
    neco_waitgroup wg = {0};
    struct task t = {&wg, 7};
    neco_start(task_main, 1, &t);
    neco_waitgroup_wait(&wg);
    return t.id;
}
