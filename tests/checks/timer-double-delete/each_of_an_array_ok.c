/* One delete per element, in a loop and one after the other. */
#include <signal.h>
#include <time.h>

enum { SLOTS = 4 };

struct wheel {
    timer_t slot[SLOTS];
    int used;
};

void wheel_clear(struct wheel *w)
{
    for (int i = 0; i < w->used; i++)
        timer_delete(w->slot[i]);
    w->used = 0;
}

void wheel_clear_two(struct wheel *w, int first)
{
    timer_delete(w->slot[first]);
    timer_delete(w->slot[first + 1]);
    timer_delete(w->slot[0]);
    timer_delete(w->slot[1]);
}

void wheel_rotate(struct wheel *w)
{
    if (w->used < 2)
        return;
    timer_delete(w->slot[0]);
    for (int i = 1; i < w->used; i++)
        w->slot[i - 1] = w->slot[i];
    timer_delete(w->slot[0]);
}
