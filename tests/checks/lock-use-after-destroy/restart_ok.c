/* stop() destroys, start() initialises: a restart calls both. */
#include <pthread.h>

struct svc {
    pthread_mutex_t lock;
    int up;
};

static int svc_start(struct svc *s)
{
    if (pthread_mutex_init(&s->lock, NULL) != 0)
        return -1;
    s->up = 1;
    return 0;
}

static void svc_stop(struct svc *s)
{
    s->up = 0;
    pthread_mutex_destroy(&s->lock);
}

int svc_restart(struct svc *s)
{
    svc_stop(s);
    if (svc_start(s) != 0)
        return -1;
    pthread_mutex_lock(&s->lock);
    s->up = 2;
    pthread_mutex_unlock(&s->lock);
    return 0;
}
