/* A helper prepares the attribute; threads made with it need no join. */
#include <pthread.h>
#include <stddef.h>

void *resolve(void *arg);

static int detached_attr(pthread_attr_t *attr)
{
    if (pthread_attr_init(attr) != 0)
        return -1;
    if (pthread_attr_setdetachstate(attr, PTHREAD_CREATE_DETACHED) != 0) {
        pthread_attr_destroy(attr);
        return -1;
    }
    return 0;
}

int resolve_async(void *query)
{
    pthread_attr_t attr;
    pthread_t tid;

    if (detached_attr(&attr) < 0)
        return -1;
    int rc = pthread_create(&tid, &attr, resolve, query);
    pthread_attr_destroy(&attr);
    return rc;
}
