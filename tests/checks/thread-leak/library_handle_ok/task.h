#include <pthread.h>

struct task {
    pthread_t thread;
    void *(*fn)(void *);
};

int task_start(struct task *t, void *arg);
