/* When the timed join succeeds the thread is gone; the second join is for a stranger. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <time.h>

void *backup(void *arg);

int backup_run(void *store)
{
    pthread_t tid;
    struct timespec limit;

    if (pthread_create(&tid, NULL, backup, store) != 0)
        return -1;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += 30;
    if (pthread_timedjoin_np(tid, NULL, &limit) == 0)
        puts("backup done");
    else
        puts("backup is slow, waiting");
    pthread_join(tid, NULL); // expect: thread-double-join
    return 0;
}
