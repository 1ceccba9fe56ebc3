/* The handle leaves in a record: by pointer, by value, in a list. */
#include <signal.h>
#include <stdlib.h>
#include <time.h>

struct alarm {
    timer_t id;
    struct alarm *next;
};

static struct alarm *all;

struct alarm *alarm_new(void)
{
    struct alarm *a = malloc(sizeof *a);

    if (!a)
        return NULL;
    if (timer_create(CLOCK_MONOTONIC, NULL, &a->id) < 0) {
        free(a);
        return NULL;
    }
    a->next = all;
    all = a;
    return a;
}

struct alarm alarm_make(void)
{
    struct alarm a = {.next = NULL};
    if (timer_create(CLOCK_MONOTONIC, NULL, &a.id) < 0)
        abort();
    return a;
}

void alarm_drop_all(void)
{
    while (all) {
        struct alarm *a = all;
        all = a->next;
        timer_delete(a->id);
        free(a);
    }
}
