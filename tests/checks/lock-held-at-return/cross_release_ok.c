/* Released in another order than acquired; that is no fault. */
#include <pthread.h>

struct stage {
    pthread_mutex_t in, out;
    int queued, done;
};

int stage_step(struct stage *s)
{
    pthread_mutex_lock(&s->in);
    if (s->queued == 0) {
        pthread_mutex_unlock(&s->in);
        return 0;
    }
    s->queued--;
    pthread_mutex_lock(&s->out);
    pthread_mutex_unlock(&s->in);
    s->done++;
    pthread_mutex_unlock(&s->out);
    return 1;
}
