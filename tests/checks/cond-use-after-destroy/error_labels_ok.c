/* Labels in the right order: each undoes one step. */
#include <pthread.h>
#include <stdlib.h>

struct engine {
    pthread_mutex_t lock;
    pthread_cond_t rd, wr;
    void *buf;
};

int engine_init(struct engine *e)
{
    if (pthread_mutex_init(&e->lock, NULL) != 0)
        return -1;
    if (pthread_cond_init(&e->rd, NULL) != 0)
        goto fail_rd;
    if (pthread_cond_init(&e->wr, NULL) != 0)
        goto fail_wr;
    e->buf = malloc(4096);
    if (e->buf != NULL)
        return 0;
    pthread_cond_destroy(&e->wr);
fail_wr:
    pthread_cond_destroy(&e->rd);
fail_rd:
    pthread_mutex_destroy(&e->lock);
    return -1;
}
