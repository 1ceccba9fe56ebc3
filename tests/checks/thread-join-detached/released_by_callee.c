/* A function that gives up the worker detaches it; the caller waits for it later. */
#include <pthread.h>
#include <stdlib.h>

struct task {
    pthread_t tid;
    int cancelled;
};

void *run_task(void *arg);
int task_done(struct task *t);

static void task_abandon(struct task *t)
{
    t->cancelled = 1;
    pthread_detach(t->tid);
}

int task_run(struct task *t, int patience)
{
    if (pthread_create(&t->tid, NULL, run_task, t) != 0)
        return -1;
    while (!task_done(t) && patience-- > 0)
        ;
    if (patience <= 0)
        task_abandon(t);
    if (pthread_join(t->tid, NULL) != 0) // expect: thread-join-detached
        return -1;
    return 0;
}
