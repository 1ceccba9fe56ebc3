/* The attribute makes them detached. */
#include <pthread.h>

void *handle(void *arg);
void *next_message(void);

void dispatch(void)
{
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    for (;;) {
        pthread_t worker;
        pthread_create(&worker, &attr, handle, next_message());
    }
}
