/* The condition is made and destroyed under one and the same test. */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct task {
    pthread_cond_t done;
    bool waitable;
    int state;
};

int task_run(bool waitable)
{
    struct task t;

    t.waitable = waitable;
    if (waitable)
        pthread_cond_init(&t.done, NULL);
    t.state = 1;
    if (t.waitable)
        pthread_cond_signal(&t.done);
    if (waitable)
        pthread_cond_destroy(&t.done);
    return t.state;
}
