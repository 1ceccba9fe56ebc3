/* The detaching path leaves the function before the join. */
#include <pthread.h>
#include <stdio.h>

void *fetch(void *arg);
int deadline_passed(void);

int fetch_page(void *url)
{
    pthread_t tid;
    if (pthread_create(&tid, NULL, fetch, url) != 0)
        return -1;
    if (deadline_passed()) {
        fputs("gave up\n", stderr);
        pthread_detach(tid);
        return -1;
    }
    return pthread_join(tid, NULL);
}
