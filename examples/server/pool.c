/* The pool of connections.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <unistd.h>

#include "server.h"

int pool_init(struct pool *p, int max_idle)
{
    *p = (struct pool){.max_idle = max_idle};
    return pthread_mutex_init(&p->lock, NULL);
}

static struct conn *conn_open(void)
{
    struct conn *c = calloc(1, sizeof *c);
    if (c && pipe(c->fd) < 0) {
        free(c);
        c = NULL;
    }
    return c;
}

static void conn_close(struct conn *c)
{
    close(c->fd[0]);
    close(c->fd[1]);
    free(c);
}

struct conn *pool_acquire(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    struct conn *c = p->idle;
    if (c) {
        p->idle = c->next;
        p->idle_count--;
    } else {
        c = conn_open();
        if (!c)
            return NULL;
        p->opened++;
        if (options.deadlock)
            pause_ms(100);
        log_write(&server_log, "connection %lu opened", p->opened);
    }
    p->in_use++;
    c->uses++;
    pthread_mutex_unlock(&p->lock);
    return c;
}

void pool_release(struct pool *p, struct conn *c)
{
    pthread_mutex_lock(&p->lock);
    p->in_use--;
    c->next = p->idle;
    p->idle = c;
    if (++p->idle_count > p->max_idle)
        pool_trim(p, p->max_idle);
    pthread_mutex_unlock(&p->lock);
}

int pool_trim(struct pool *p, int keep)
{
    struct conn *closing = NULL;
    int n = 0;

    pthread_mutex_lock(&p->lock);
    while (p->idle_count > keep) {
        struct conn *c = p->idle;
        p->idle = c->next;
        p->idle_count--;
        c->next = closing;
        closing = c;
    }
    pthread_mutex_unlock(&p->lock);
    while (closing) {
        struct conn *c = closing;
        closing = c->next;
        conn_close(c);
        n++;
    }
    return n;
}

int pool_in_use(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    int n = p->in_use;
    pthread_mutex_unlock(&p->lock);
    return n;
}

void pool_destroy(struct pool *p)
{
    pool_trim(p, 0);
    pthread_mutex_destroy(&p->lock);
}
