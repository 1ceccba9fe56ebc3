// A wait with a limit gives up while the count is above zero; more is added afterwards.
#include "home.h"

static struct group work;

int main(void)
{
    group_add(&work, 1);
    must(!group_wait_for(&work, 5));
    group_add(&work, 1);
    group_done(&work);
    group_done(&work);
    must(group_wait_for(&work, 5));
    return 0;
}
