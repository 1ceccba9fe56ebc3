// Armed again after its deletion.
#include "home.h"

static struct tick t;

int main(void)
{
    tick_create(&t);
    tick_delete(&t);
    tick_arm(&t, 20); // expect: timer-use-after-delete
    return 0;
}
