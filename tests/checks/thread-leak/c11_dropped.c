/* C11: the handle is a local that nobody uses again. */
#include <threads.h>

int worker(void *arg);

int start(void *arg)
{
    thrd_t t;
    if (thrd_create(&t, worker, arg) != thrd_success) // expect: thread-leak
        return -1;
    return 0;
}
