/* The attribute is set to detached only for daemons, and only others are joined. */
#include <pthread.h>

struct options {
    int daemon;
    size_t stack;
};

void *serve(void *arg);

int serve_start(const struct options *o, void *arg)
{
    pthread_attr_t attr;
    pthread_t tid;
    int daemon = o->daemon;

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, o->stack);
    if (daemon)
        pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    int rc = pthread_create(&tid, &attr, serve, arg);
    pthread_attr_destroy(&attr);
    if (rc == 0 && !daemon)
        pthread_join(tid, NULL);
    return rc;
}
