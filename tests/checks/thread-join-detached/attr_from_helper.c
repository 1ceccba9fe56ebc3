/* The helper that prepares attributes makes them detached; its caller does not know. */
#include <pthread.h>

void *worker(void *arg);

static void small_thread_attr(pthread_attr_t *attr)
{
    pthread_attr_init(attr);
    pthread_attr_setstacksize(attr, 128 * 1024);
    pthread_attr_setdetachstate(attr, PTHREAD_CREATE_DETACHED);
}

int run_small(void *arg)
{
    pthread_attr_t attr;
    pthread_t tid;

    small_thread_attr(&attr);
    if (pthread_create(&tid, &attr, worker, arg) != 0)
        return -1;
    pthread_join(tid, NULL); // expect: thread-join-detached
    return 0;
}
