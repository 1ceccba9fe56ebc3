/* The name is read for the log when the thread is gone. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>

void report_end(pthread_t worker)
{
    char name[16];
    pthread_join(worker, NULL);
    if (pthread_getname_np(worker, name, sizeof name) == 0) // expect: thread-use-after-join
        printf("%s has ended\n", name);
}
