// Whole batches are added and taken off.
#include "home.h"

static struct mgroup work = MGROUP_INITIALIZER;

static void *run(void *arg)
{
    mgroup_add(&work, -5);
    return arg;
}

int main(void)
{
    for (int i = 0; i < 3; i++) {
        mgroup_add(&work, 10);
        pthread_t a = spawn(run, NULL), b = spawn(run, NULL);
        mgroup_wait(&work);
        pthread_join(a, NULL);
        pthread_join(b, NULL);
    }
    return 0;
}
