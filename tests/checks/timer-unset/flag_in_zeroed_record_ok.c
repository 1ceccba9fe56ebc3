/* A flag in a record of zeros says whether there is a timer. */
#include <string.h>
#include <signal.h>
#include <time.h>
#include <stdbool.h>
struct wd { timer_t t; bool on; };
static int wd_arm(struct wd *w, int s)
{
    struct itimerspec its = {.it_value.tv_sec = s};
    struct sigevent ev = {.sigev_notify = SIGEV_NONE};
    if (timer_create(CLOCK_REALTIME, &ev, &w->t))
        return -1;
    w->on = true;
    if (timer_settime(w->t, 0, &its, NULL)) {
        timer_delete(w->t);
        w->on = false;
        return -1;
    }
    return 0;
}
static void wd_done(struct wd *w)
{
    if (w->on)
        timer_delete(w->t);
    w->on = false;
}
int main(void)
{
    struct wd w = {0};
    int rc = wd_arm(&w, 5);
    if (rc == 0) {
        struct timespec ts = {0, 1000};
        nanosleep(&ts, NULL);
    }
    wd_done(&w);
    return rc ? 1 : 0;
}
