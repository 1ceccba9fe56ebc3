/* Both labels destroy it; the error falls through them. */
#include <pthread.h>
#include <stdlib.h>

struct engine {
    pthread_mutex_t lock;
    pthread_cond_t cond;
    void *buf;
};

static int engine_alloc(struct engine *e)
{
    e->buf = malloc(4096);
    return e->buf ? 0 : -1;
}

int engine_init(struct engine *e)
{
    if (pthread_mutex_init(&e->lock, NULL) != 0)
        return -1;
    if (pthread_cond_init(&e->cond, NULL) != 0)
        goto fail_lock;
    if (engine_alloc(e) != 0) {
        pthread_cond_destroy(&e->cond);
        goto fail_cond;
    }
    return 0;
fail_cond:
    pthread_cond_destroy(&e->cond); // expect: cond-use-after-destroy
fail_lock:
    pthread_mutex_destroy(&e->lock);
    return -1;
}
