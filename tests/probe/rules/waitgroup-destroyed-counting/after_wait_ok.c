// Waited for, then destroyed: the last worker may still be on its way out of its done.
#include "home.h"

static void *run(void *arg)
{
    group_done((struct group *)arg);
    return NULL;
}

int main(void)
{
    for (int i = 0; i < 20; i++) {
        struct group *work = (struct group *)malloc(sizeof *work);
        group_init(work, 1);
        pthread_t t = spawn(run, work);
        group_wait(work);
        pthread_join(t, NULL);
        group_destroy(work);
        free(work);
    }
    return 0;
}
