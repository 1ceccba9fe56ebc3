/* The project's macro around the creation. */
#include <pthread.h>
#include <stdlib.h>

#define THREAD_START(t, fn, arg)                                                                   \
    do {                                                                                           \
        if (pthread_create((t), NULL, (fn), (arg)) != 0)                                           \
            abort();                                                                               \
    } while (0)

void *handle(void *arg);
void *next_message(void);

void dispatch(void)
{
    for (;;) {
        pthread_t worker;
        THREAD_START(&worker, handle, next_message()); // expect: thread-growth
    }
}
