/* Used up to the end, destroyed after that. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t log_lock;
static FILE *log_file;

static void log_write(const char *s)
{
    pthread_mutex_lock(&log_lock);
    fputs(s, log_file);
    pthread_mutex_unlock(&log_lock);
}

void log_fini(void)
{
    log_write("bye\n");
    fclose(log_file);
    pthread_mutex_destroy(&log_lock);
}
