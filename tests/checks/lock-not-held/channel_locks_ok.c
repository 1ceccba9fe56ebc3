/* Helpers that release for their caller, release only what was acquired, or wait with the lock. */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct chan {
    pthread_mutex_t mu;
    pthread_cond_t cv;
    int head, tail, closed, waiting;
};
#define LOCK(c) pthread_mutex_lock(&(c)->mu)
#define UNLOCK(c) pthread_mutex_unlock(&(c)->mu)
#define UNLOCK_AND_RETURN(c, v)                                                                    \
    do {                                                                                           \
        UNLOCK(c);                                                                                 \
        return (v);                                                                                \
    } while (0)

static bool wait_until(struct chan *c, bool (*ready)(const struct chan *))
{
    while (!ready(c)) {
        if (c->closed)
            return false;
        c->waiting++;
        pthread_cond_wait(&c->cv, &c->mu);
        c->waiting--;
    }
    return true;
}
static bool has_item(const struct chan *c) { return c->head != c->tail; }

int chan_recv(struct chan *c, int *v)
{
    LOCK(c);
    if (!wait_until(c, has_item))
        UNLOCK_AND_RETURN(c, -EPIPE);
    *v = c->tail++;
    UNLOCK_AND_RETURN(c, 0);
}

/* called with the lock, gives it up when it fails */
static int grow_or_unlock(struct chan *c)
{
    if (c->head > 1000) {
        UNLOCK(c);
        return -1;
    }
    c->head++;
    return 0;
}
int chan_send(struct chan *c)
{
    LOCK(c);
    if (grow_or_unlock(c) < 0)
        return -1;
    pthread_cond_signal(&c->cv);
    UNLOCK(c);
    return 0;
}

static void unlock_all(struct chan **all, int n)
{
    while (n-- > 0)
        UNLOCK(all[n]);
}
int chan_all(struct chan **all, int n)
{
    int i;
    for (i = 0; i < n; i++)
        if (LOCK(all[i]) != 0)
            goto fail;
    unlock_all(all, n);
    return 0;
fail:
    unlock_all(all, i);
    return -1;
}

static int finish(struct chan *c, bool locked, int rc)
{
    if (locked)
        UNLOCK(c);
    return rc;
}
int chan_close(struct chan *c, bool quick)
{
    bool locked = false;
    if (!quick) {
        LOCK(c);
        locked = true;
    }
    if (c->closed)
        return finish(c, locked, -1);
    c->closed = 1;
    return finish(c, locked, 0);
}

int chan_select(struct chan *a, struct chan *b)
{
    struct chan *held[2];
    int n = 0;
    LOCK(a);
    held[n++] = a;
    if (b != a) {
        LOCK(b);
        held[n++] = b;
    }
    int r = a->head + b->head;
    while (n > 0)
        UNLOCK(held[--n]);
    return r;
}

int chan_err(struct chan *c, int how)
{
    int rc = 0;
    bool mine = false;
    if (how & 1) {
        LOCK(c);
        mine = true;
    }
    if (how & 2) {
        rc = -1;
        goto out;
    }
    if (mine) {
        UNLOCK(c);
        mine = false;
    }
    abort();
out:
    if (mine)
        UNLOCK(c);
    return rc;
}

int chan_trylock_twice(struct chan *c)
{
    int tries = 3, rc;
    while ((rc = pthread_mutex_trylock(&c->mu)) == EBUSY && tries-- > 0)
        ;
    if (rc == 0) {
        c->head++;
        UNLOCK(c);
    }
    return rc;
}

int chan_or(struct chan *c)
{
    if (pthread_mutex_trylock(&c->mu) == 0 || pthread_mutex_lock(&c->mu) == 0) {
        c->tail++;
        UNLOCK(c);
        return 0;
    }
    return -1;
}

int chan_cancel_on_error(struct chan *c)
{
    int err = LOCK(c);
    if (!err) {
        if (c->closed)
            err = -EPIPE;
        else
            c->tail++;
    }
    if (err <= 0)
        UNLOCK(c);
    return err;
}
