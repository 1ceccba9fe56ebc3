/* How much was left is asked when the timer is gone. */
#include <signal.h>
#include <time.h>

long remaining(timer_t t, int cancel)
{
    struct itimerspec left;

    if (cancel)
        timer_delete(t);
    if (timer_gettime(t, &left) < 0) // expect: timer-use-after-delete
        return -1;
    return left.it_value.tv_sec;
}
