/* The name is read while there is somebody who has it. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>

void report_end(pthread_t worker)
{
    char name[16] = "?";
    (void)pthread_getname_np(worker, name, sizeof name);
    pthread_join(worker, NULL);
    printf("%s has ended\n", name);
}
