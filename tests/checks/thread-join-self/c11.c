/* C11 threads. */
#include <threads.h>

static int shutting_down;

int worker(void *arg)
{
    (void)arg;
    if (shutting_down) {
        thrd_join(thrd_current(), NULL); // expect: thread-join-self
        return 1;
    }
    return 0;
}
