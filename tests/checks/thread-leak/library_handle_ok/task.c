/* A library's object: whoever uses the library may join what is in it. */
#include "task.h"

int task_start(struct task *t, void *arg)
{
    return pthread_create(&t->thread, NULL, t->fn, arg);
}
