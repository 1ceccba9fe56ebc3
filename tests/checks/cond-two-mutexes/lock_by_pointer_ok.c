/* The lock is reached through a pointer in one place and by name in the other. */
#include <pthread.h>

struct sync {
    pthread_mutex_t mutex;
    pthread_cond_t cond;
};

struct task {
    struct sync *sync;
    pthread_mutex_t *mutex;
    int done;
};

void task_init(struct task *t, struct sync *s)
{
    t->sync = s;
    t->mutex = &s->mutex;
    t->done = 0;
}

void task_wait(struct task *t)
{
    pthread_mutex_lock(t->mutex);
    while (!t->done)
        pthread_cond_wait(&t->sync->cond, t->mutex);
    pthread_mutex_unlock(t->mutex);
}

void task_wait_again(struct task *t)
{
    pthread_mutex_lock(&t->sync->mutex);
    while (!t->done)
        pthread_cond_wait(&t->sync->cond, &t->sync->mutex);
    pthread_mutex_unlock(&t->sync->mutex);
}
