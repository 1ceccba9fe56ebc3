#include <stdio.h>

#include "store.h"

static int threshold;

void report_open(int level)
{
    threshold = level;
}

void report(void)
{
    pthread_mutex_lock(&log_lock);
    printf("level %d\n", threshold);
    pthread_mutex_unlock(&log_lock);
}
