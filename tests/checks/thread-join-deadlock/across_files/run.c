#include "tasks.h"

pthread_mutex_t tasks_lock = PTHREAD_MUTEX_INITIALIZER;
pthread_t tasks_thread;
int tasks_left;

static void *tasks_run(void *arg)
{
    int left = 1;
    while (left > 0) {
        pthread_mutex_lock(&tasks_lock);
        left = --tasks_left;
        pthread_mutex_unlock(&tasks_lock);
    }
    return arg;
}

int tasks_start(void)
{
    return pthread_create(&tasks_thread, NULL, tasks_run, NULL);
}
