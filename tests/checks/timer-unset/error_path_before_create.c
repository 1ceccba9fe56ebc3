/* The first failure jumps to a cleanup that deletes a timer that was not created yet. */
#include <signal.h>
#include <stdlib.h>
#include <time.h>

int run_with_deadline(const struct itimerspec *when, int (*work)(char *buf))
{
    int rc = -1;
    timer_t deadline;
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    char *buf = malloc(4096);

    if (!buf)
        goto out;
    if (timer_create(CLOCK_MONOTONIC, &ev, &deadline) < 0)
        goto free_buf;
    if (timer_settime(deadline, 0, when, NULL) == 0)
        rc = work(buf);
free_buf:
    free(buf);
out:
    timer_delete(deadline); // expect: timer-unset
    return rc;
}
