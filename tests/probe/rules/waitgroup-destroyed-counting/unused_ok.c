// Made, never used, destroyed.
#include "home.h"

int main(void)
{
    struct group work;

    group_init(&work, 0);
    group_destroy(&work);
    return 0;
}
