/* A missing break: the states after DONE use the lock again. */
#include <pthread.h>

enum state { RUNNING, DONE, FAILED };

struct task {
    pthread_mutex_t lock;
    enum state state;
    int code;
};

int task_end(struct task *t)
{
    int code = 0;

    switch (t->state) {
    case DONE:
        code = t->code;
        pthread_mutex_destroy(&t->lock);
        __attribute__((fallthrough));
    case FAILED:
        pthread_mutex_lock(&t->lock); // expect: lock-use-after-destroy
        code = -t->code;
        pthread_mutex_unlock(&t->lock);
        break;
    case RUNNING:
        break;
    }
    return code;
}
