// Created with its count.
#include "home.h"

static void *run(void *arg)
{
    group_done((struct group *)arg);
    return NULL;
}

int main(void)
{
    struct group work;
    pthread_t t[3];

    group_init(&work, 3);
    for (int i = 0; i < 3; i++)
        t[i] = spawn(run, &work);
    group_wait(&work);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    group_destroy(&work);
    return 0;
}
