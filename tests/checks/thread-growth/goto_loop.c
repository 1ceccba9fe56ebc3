/* The loop is made of a goto. */
#include <pthread.h>

void *handle(void *arg);
void *next_message(void);

void dispatch(void)
{
again: {
    pthread_t worker;
    void *m = next_message();
    if (m)
        pthread_create(&worker, NULL, handle, m); // expect: thread-growth
}
    goto again;
}
