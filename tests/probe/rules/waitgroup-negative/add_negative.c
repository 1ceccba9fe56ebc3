// Three are taken off a count of two at once.
#include "home.h"

static struct group work;

int main(void)
{
    group_add(&work, 2);
    group_add(&work, -3); // expect: waitgroup-negative
    return 0;
}
