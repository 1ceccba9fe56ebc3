/* One at a time. */
#include <pthread.h>

void *handle(void *arg);
void *next_message(void);

void dispatch(void)
{
    for (;;) {
        pthread_t worker;
        if (pthread_create(&worker, NULL, handle, next_message()) == 0)
            pthread_join(worker, NULL);
    }
}
