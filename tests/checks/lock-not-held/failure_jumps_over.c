// The check of the arguments jumps to a label that releases what is acquired only behind it.
#include <pthread.h>
static pthread_mutex_t mx = PTHREAD_MUTEX_INITIALIZER;
static int count;
int reg(const char *host, int port)
{
    int res = -1;
    if (!host)
        goto cleanup;
    pthread_mutex_lock(&mx);
    if (port < 0)
        goto cleanup;
    count++;
    res = 0;
cleanup:
    pthread_mutex_unlock(&mx); // expect: lock-not-held
    return res;
}
