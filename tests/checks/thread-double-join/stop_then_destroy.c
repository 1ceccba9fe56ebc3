/* destroy calls stop, which joins, and joins once more itself. */
#include <pthread.h>
#include <stdlib.h>

struct timer_wheel {
    volatile int stop;
    pthread_t thread;
};

void *wheel_turn(void *arg);

struct timer_wheel *wheel_new(void)
{
    struct timer_wheel *w = calloc(1, sizeof *w);
    if (w && pthread_create(&w->thread, NULL, wheel_turn, w) != 0) {
        free(w);
        w = NULL;
    }
    return w;
}

void wheel_stop(struct timer_wheel *w)
{
    w->stop = 1;
    pthread_join(w->thread, NULL);
}

void wheel_destroy(struct timer_wheel *w)
{
    wheel_stop(w);
    pthread_join(w->thread, NULL); // expect: thread-double-join
    free(w);
}
