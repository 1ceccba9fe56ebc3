/* The attribute object is used twice; for the second thread it is joinable again. */
#include <pthread.h>

void *logger(void *arg);
void *worker(void *arg);

int start_both(void *arg)
{
    pthread_attr_t attr;
    pthread_t log_thread, work_thread;

    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&log_thread, &attr, logger, NULL) != 0)
        return -1;
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_JOINABLE);
    if (pthread_create(&work_thread, &attr, worker, arg) != 0) // expect: thread-leak
        return -1;
    pthread_attr_destroy(&attr);
    return 0;
}
