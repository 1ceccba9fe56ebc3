// The count is 1, and one worker is done twice.
#include "home.h"

static struct group work;

int main(void)
{
    group_init(&work, 1);
    group_done(&work);
    group_done(&work); // expect: waitgroup-negative
    return 0;
}
