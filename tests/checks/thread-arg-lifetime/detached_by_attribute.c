/* Created detached, with the address of a parameter. */
#include <pthread.h>

struct task {
    int number;
};

void *run_task(void *arg);

int spawn_task(struct task task)
{
    pthread_attr_t attr;
    pthread_t t;
    int rc;

    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    rc = pthread_create(&t, &attr, run_task, &task); // expect: thread-arg-lifetime
    pthread_attr_destroy(&attr);
    return rc;
}
