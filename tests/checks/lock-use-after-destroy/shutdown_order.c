/* fini() destroys the lock, then flushes through a function that takes it. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t log_lock;
static FILE *log_file;

void log_init(FILE *f)
{
    pthread_mutex_init(&log_lock, NULL);
    log_file = f;
}

void log_write(const char *s)
{
    pthread_mutex_lock(&log_lock);
    fputs(s, log_file);
    pthread_mutex_unlock(&log_lock);
}

void log_fini(void)
{
    pthread_mutex_destroy(&log_lock);
    log_write("bye\n"); // expect: lock-use-after-destroy
    fclose(log_file);
}
