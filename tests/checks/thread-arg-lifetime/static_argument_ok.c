/* A static variable lives as long as the program. */
#include <pthread.h>

struct settings {
    int interval;
};

void *watch(void *arg);

int start_watch(int interval)
{
    static struct settings settings;
    pthread_t t;
    settings.interval = interval;
    if (pthread_create(&t, NULL, watch, &settings) != 0)
        return -1;
    return pthread_detach(t);
}
