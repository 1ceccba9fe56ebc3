/* One thread is detached, the other joined. */
#include <pthread.h>

void *watchdog(void *arg);
void *compute(void *arg);

int run(void *job)
{
    pthread_t dog, work;

    if (pthread_create(&dog, NULL, watchdog, job) != 0)
        return -1;
    pthread_detach(dog);
    if (pthread_create(&work, NULL, compute, job) != 0)
        return -1;
    pthread_join(work, NULL);
    return 0;
}
