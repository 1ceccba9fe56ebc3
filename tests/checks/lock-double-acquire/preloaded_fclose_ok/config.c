#include <pthread.h>
#include <stdio.h>

pthread_mutex_t config_mutex = PTHREAD_MUTEX_INITIALIZER;
int open_files;

int config_read(FILE *f)
{
    pthread_mutex_lock(&config_mutex);
    int c = fgetc(f);
    fclose(f);
    pthread_mutex_unlock(&config_mutex);
    return c;
}
