/* The entry detaches itself only when nobody waits for it. */
#include <pthread.h>

struct job {
    int background;
};

static void *session(void *arg)
{
    struct job *j = arg;
    if (j->background)
        pthread_detach(pthread_self());
    return NULL;
}

int run(struct job *j)
{
    pthread_t t;
    if (pthread_create(&t, NULL, session, j) != 0)
        return -1;
    if (!j->background)
        return pthread_join(t, NULL);
    return 0;
}
