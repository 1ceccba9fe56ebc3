// On an error the helper is done, and then its caller again.
#include "home.h"

static struct group work;

static int convert(int fails)
{
    if (fails) {
        group_done(&work);
        return -1;
    }
    return 0;
}

static void *run(void *arg)
{
    convert(1);
    group_done(&work); // expect: waitgroup-negative
    return arg;
}

int main(void)
{
    group_add(&work, 1);
    pthread_join(spawn(run, NULL), NULL);
    group_wait(&work);
    return 0;
}
