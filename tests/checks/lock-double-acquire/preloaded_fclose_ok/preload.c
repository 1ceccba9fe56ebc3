/* A library to be preloaded into other programs: its fclose is not the one of this program. */
#include <pthread.h>
#include <stdio.h>

extern pthread_mutex_t config_mutex;
extern int open_files;

int fclose(FILE *f)
{
    (void)f;
    pthread_mutex_lock(&config_mutex);
    open_files--;
    pthread_mutex_unlock(&config_mutex);
    return 0;
}
