// The same memory is a group again and again.
#include "home.h"

static struct group work;

int main(void)
{
    for (int i = 0; i < 3; i++) {
        group_init(&work, 1);
        group_done(&work);
        group_wait(&work);
        group_destroy(&work);
    }
    return 0;
}
