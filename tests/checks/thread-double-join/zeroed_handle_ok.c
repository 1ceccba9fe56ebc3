/* The handle is set to zero with the join; the second stop sees that. */
#include <pthread.h>

struct task {
    pthread_t thread;
};

void task_stop(struct task *t)
{
    if (t->thread) {
        pthread_join(t->thread, NULL);
        t->thread = 0;
    }
}

void task_close(struct task *t)
{
    task_stop(t);
    task_stop(t);
}
