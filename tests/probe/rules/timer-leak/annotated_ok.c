// Deleted; made anew at the same place; and one on purpose.
#include "home.h"

static struct tick a, b;

int main(void)
{
    for (int i = 0; i < 3; i++) {
        tick_create(&a);
        tick_arm(&a, 10);
        tick_delete(&a);
    }
    heddle_ignore_begin();
    tick_create(&b);
    heddle_ignore_end();
    return 0;
}
