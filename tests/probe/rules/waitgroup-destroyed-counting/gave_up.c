// The wait gives up after a while; the group goes although two still owe their done.
#include "home.h"

static struct group work;

int main(void)
{
    group_init(&work, 2);
    if (!group_wait_for(&work, 5))
        fprintf(stderr, "some are late\n");
    group_destroy(&work); // expect: waitgroup-destroyed-counting
    return 0;
}
