/* The project's macro hides the call. */
#include <pthread.h>
#include <stdlib.h>

#define THREAD_JOIN(t)                                                                             \
    do {                                                                                           \
        if (pthread_join((t), NULL) != 0)                                                          \
            abort();                                                                               \
    } while (0)

void thread_leave(void)
{
    THREAD_JOIN(pthread_self()); // expect: thread-join-self
}
