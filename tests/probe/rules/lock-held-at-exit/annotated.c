// The thread ends with its own kind of lock held.
#include "home.h"

static struct spin lock;

static void *run(void *arg)
{
    spin_lock(&lock); // expect: lock-held-at-exit
    return arg;
}

int main(void)
{
    pthread_join(spawn(run, NULL), NULL);
    return 0;
}
