/* On a timeout the thread is let go; the common exit joins it nevertheless. */
#define _GNU_SOURCE
#include <pthread.h>
#include <time.h>

void *query(void *arg);
int answer_ready(const void *request);

int ask(void *request)
{
    pthread_t tid;
    int rc = 0;

    if (pthread_create(&tid, NULL, query, request) != 0)
        return -1;
    struct timespec nap = {.tv_nsec = 1000000};
    nanosleep(&nap, NULL);
    if (!answer_ready(request)) {
        pthread_detach(tid);
        rc = -1;
    }
    pthread_join(tid, NULL); // expect: thread-join-detached
    return rc;
}
