// An empty wait comes first; the threads that add are made after it.
#include "home.h"

static struct group work;

static void *run(void *arg)
{
    group_add(&work, 1);
    group_done(&work);
    return arg;
}

int main(void)
{
    group_wait(&work);
    pthread_join(spawn(run, NULL), NULL);
    return 0;
}
