/* C11: the switch forgets one case. */
#include <threads.h>

int worker(void *arg);

int run(int mode)
{
    thrd_t t;
    switch (mode) {
    case 1:
        if (thrd_create(&t, worker, NULL) != thrd_success)
            return -1;
        break;
    default:
        break;
    }
    return thrd_join(t, NULL); // expect: thread-join-unstarted
}
