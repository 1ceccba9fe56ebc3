// Deleted by stop() and again at the end.
#include "home.h"

static struct tick t;

static void stop(void)
{
    tick_delete(&t);
}

int main(void)
{
    tick_create(&t);
    tick_arm(&t, 10);
    stop();
    tick_delete(&t); // expect: timer-double-delete
    return 0;
}
