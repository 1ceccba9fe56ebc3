// The same group for several rounds, each begun when the last one's wait has returned.
#include "home.h"

static struct mgroup work = MGROUP_INITIALIZER;

static void *run(void *arg)
{
    mgroup_add(&work, -1);
    return arg;
}

int main(void)
{
    for (int i = 0; i < 5; i++) {
        mgroup_add(&work, 1);
        pthread_t t = spawn(run, NULL);
        mgroup_wait(&work);
        pthread_join(t, NULL);
    }
    return 0;
}
