// A timer of the program's own making that is never deleted.
#include "home.h"

int main(void)
{
    struct tick *t = (struct tick *)malloc(sizeof *t);

    tick_create(t); // expect: timer-leak
    tick_arm(t, 10);
    return 0;
}
