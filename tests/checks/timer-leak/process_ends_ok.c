/* main deletes at its end, and the ways out of the process need nothing. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void die(const char *why)
{
    perror(why);
    exit(1);
}

int work(int argc, char **argv)
{
    struct itimerspec spec = {.it_value = {.tv_sec = argc}};
    timer_t t;

    if (timer_create(CLOCK_MONOTONIC, NULL, &t) < 0)
        die("timer_create");
    if (timer_settime(t, 0, &spec, NULL) < 0)
        die("timer_settime");
    if (argc > 3)
        die(argv[3]);
    if (argc > 2)
        _exit(2);
    return timer_delete(t);
}
