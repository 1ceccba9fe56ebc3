/* A project's own lock type: rw_done() destroys, rw_read() follows. */
#include <pthread.h>

typedef struct {
    pthread_rwlock_t l;
} rw;

static void rw_read(rw *x)
{
    pthread_rwlock_rdlock(&x->l);
}

static void rw_release(rw *x)
{
    pthread_rwlock_unlock(&x->l);
}

static void rw_done(rw *x)
{
    pthread_rwlock_destroy(&x->l);
}

struct map {
    rw lock;
    int size;
};

int map_end(struct map *m)
{
    rw_done(&m->lock);
    rw_read(&m->lock); // expect: lock-use-after-destroy
    int n = m->size;
    rw_release(&m->lock);
    return n;
}
