// As many are done as were added, by eight threads at once.
#include "home.h"

static struct group work;

static void *run(void *arg)
{
    for (int i = 0; i < 100; i++) {
        group_add(&work, 1);
        group_done(&work);
    }
    group_done(&work);
    return arg;
}

int main(void)
{
    pthread_t t[8];

    group_init(&work, 0);
    for (int i = 0; i < 8; i++) {
        group_add(&work, 1);
        t[i] = spawn(run, NULL);
    }
    group_wait(&work);
    for (int i = 0; i < 8; i++)
        pthread_join(t[i], NULL);
    return 0;
}
