/* Only when the timed join fails is the thread still there to be detached. */
#define _GNU_SOURCE
#include <pthread.h>
#include <time.h>

void *query(void *arg);

int ask(void *request, const struct timespec *limit)
{
    pthread_t tid;
    if (pthread_create(&tid, NULL, query, request) != 0)
        return -1;
    if (pthread_timedjoin_np(tid, NULL, limit) != 0) {
        pthread_detach(tid);
        return -1;
    }
    return 0;
}
