// Destroyed with one worker outstanding.
#include "home.h"

int main(void)
{
    struct group work;

    group_init(&work, 0);
    group_add(&work, 1);
    group_destroy(&work); // expect: waitgroup-destroyed-counting
    return 0;
}
