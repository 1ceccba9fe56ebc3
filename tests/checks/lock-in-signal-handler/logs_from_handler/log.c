#include "log.h"
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long lines;

#define LOG_ENTER() pthread_mutex_lock(&log_lock)
#define LOG_LEAVE() pthread_mutex_unlock(&log_lock)

void log_line(const char *text)
{
    LOG_ENTER();
    lines++;
    fputs(text, stderr);
    LOG_LEAVE();
}
