/* The handles go to somebody who joins them. */
#include <pthread.h>

void *handle(void *arg);
void *next_message(void);
void remember(pthread_t t);

void dispatch(void)
{
    for (;;) {
        pthread_t worker;
        if (pthread_create(&worker, NULL, handle, next_message()) == 0)
            remember(worker);
    }
}
