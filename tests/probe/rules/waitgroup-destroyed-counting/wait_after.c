// Two clean up: the second waits on what the first has destroyed.
#include "home.h"

static struct group work;

static void stop(void)
{
    group_wait(&work);
    group_destroy(&work);
}

int main(void)
{
    group_init(&work, 0);
    stop();
    group_wait(&work); // expect: waitgroup-destroyed-counting
    return 0;
}
