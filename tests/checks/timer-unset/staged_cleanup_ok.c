/* Labels in the order in which things were made. */
#include <signal.h>
#include <stdlib.h>
#include <time.h>

int run_with_deadline(const struct itimerspec *when, int (*work)(char *buf))
{
    int rc = -1;
    timer_t deadline;
    char *buf = malloc(4096);

    if (!buf)
        goto out;
    if (timer_create(CLOCK_MONOTONIC, NULL, &deadline) < 0)
        goto free_buf;
    if (timer_settime(deadline, 0, when, NULL) < 0)
        goto delete_timer;
    rc = work(buf);
delete_timer:
    timer_delete(deadline);
free_buf:
    free(buf);
out:
    return rc;
}
