// A group on the stack; other calls use the same place without making one.
#include "home.h"

static void one(void)
{
    struct group work;

    group_init(&work, 0);
    group_add(&work, 1);
    group_done(&work);
    group_wait(&work);
    group_destroy(&work);
}

static void other(void)
{
    struct group work = {0}; /* zero is a good beginning, too */

    group_add(&work, 1);
    group_done(&work);
    group_wait(&work);
}

int main(void)
{
    for (int i = 0; i < 3; i++) {
        one();
        other();
    }
    return 0;
}
