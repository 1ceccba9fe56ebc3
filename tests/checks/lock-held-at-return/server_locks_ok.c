/* Macros that open a scope, stages of set-up, error numbers negated, loops that let go. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef NDEBUG
#define VERIFY(x) ((void)(x))
#else
#define VERIFY(x)                                                                                  \
    do {                                                                                           \
        if (!(x)) {                                                                                \
            fprintf(stderr, "%s\n", #x);                                                           \
            abort();                                                                               \
        }                                                                                          \
    } while (0)
#endif
#define GUARD(m) for (int once_ = (pthread_mutex_lock(m), 1); once_; once_ = (pthread_mutex_unlock(m), 0))
#define synchronized(m)                                                                            \
    for (pthread_mutex_t *mp_ = &(m), *go_ = (pthread_mutex_lock(mp_), mp_); go_;                   \
         go_ = NULL, pthread_mutex_unlock(mp_))

struct conn {
    pthread_mutex_t lock;
    int fd, state, error;
    char buf[128];
    struct conn *next;
    void *priv;
};
struct server {
    pthread_mutex_t lock;
    pthread_rwlock_t table;
    struct conn *conns;
    bool stopping;
    int count;
};

static void die(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    exit(2);
}

int server_add(struct server *s, struct conn *c)
{
    GUARD(&s->lock)
    {
        c->next = s->conns;
        s->conns = c;
        s->count++;
    }
    return s->count;
}

int server_count(struct server *s)
{
    int n = 0;
    synchronized(s->lock) { n = s->count; }
    return n;
}

int server_verify(struct server *s)
{
    VERIFY(pthread_mutex_lock(&s->lock) == 0);
    if (s->count < 0)
        die("count %d\n", s->count);
    VERIFY(pthread_mutex_unlock(&s->lock) == 0);
    return 0;
}

struct conn *server_first(struct server *s, int *err)
{
    struct conn *c = NULL;
    *err = pthread_rwlock_rdlock(&s->table);
    if (*err)
        return NULL;
    c = s->conns;
    if (!c) {
        *err = ENOENT;
        goto out;
    }
    if (c->state)
        c = NULL;
out:
    pthread_rwlock_unlock(&s->table);
    return c;
}

static int conn_enter(struct conn *c)
{
    pthread_mutex_lock(&c->lock);
    if (c->error) {
        int e = c->error;
        pthread_mutex_unlock(&c->lock);
        return -e;
    }
    return 0;
}
static int conn_leave(struct conn *c, int rc)
{
    if (rc < 0)
        c->error = -rc;
    pthread_mutex_unlock(&c->lock);
    return rc;
}

int conn_send(struct conn *c, const char *s)
{
    int rc = conn_enter(c);
    if (rc < 0)
        return rc;
    if (strlen(s) >= sizeof c->buf)
        return conn_leave(c, -EMSGSIZE);
    strcpy(c->buf, s);
    return conn_leave(c, 0);
}

int conn_both(struct conn *a, struct conn *b)
{
    int rc;
    if ((rc = conn_enter(a)))
        return rc;
    if ((rc = conn_enter(b))) {
        conn_leave(a, 0);
        return rc;
    }
    a->state = b->state;
    conn_leave(b, 0);
    return conn_leave(a, 0);
}

bool conn_poll(struct conn *c, bool block)
{
    bool locked;
    if (block) {
        pthread_mutex_lock(&c->lock);
        locked = true;
    } else {
        locked = pthread_mutex_trylock(&c->lock) == 0;
    }
    if (!locked)
        return false;
    c->state++;
    pthread_mutex_unlock(&c->lock);
    return true;
}

void server_each(struct server *s, bool (*f)(struct conn *, void *), void *arg)
{
    struct conn *c, *next;
    pthread_mutex_lock(&s->lock);
    for (c = s->conns; c; c = next) {
        next = c->next;
        if (s->stopping)
            break;
        pthread_mutex_unlock(&s->lock);
        bool go_on = f(c, arg);
        pthread_mutex_lock(&s->lock);
        if (!go_on)
            break;
    }
    pthread_mutex_unlock(&s->lock);
}

int server_stop(struct server *s, int tries)
{
    int rc = -1;
    for (int i = 0; i < tries && rc; i++) {
        pthread_mutex_lock(&s->lock);
        switch (s->count) {
        case 0:
            s->stopping = true;
            rc = 0;
            break;
        case 1:
            pthread_mutex_unlock(&s->lock);
            continue;
        default:
            rc = -EBUSY;
            goto out;
        }
        pthread_mutex_unlock(&s->lock);
    }
    return rc;
out:
    pthread_mutex_unlock(&s->lock);
    return rc;
}

struct conn *conn_new(struct server *s)
{
    struct conn *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    if (pthread_mutex_init(&c->lock, NULL)) {
        free(c);
        return NULL;
    }
    pthread_mutex_lock(&c->lock);
    c->fd = -1;
    if (s->stopping) {
        pthread_mutex_unlock(&c->lock);
        pthread_mutex_destroy(&c->lock);
        free(c);
        return NULL;
    }
    pthread_mutex_unlock(&c->lock);
    return c;
}

int conn_nested_flags(struct conn *c, int a, int b)
{
    int held = 0;
    if (a) {
        pthread_mutex_lock(&c->lock);
        held = 1;
        if (b && c->state) {
            pthread_mutex_unlock(&c->lock);
            held = 0;
        }
    }
    if (c->error && held) {
        pthread_mutex_unlock(&c->lock);
        return -1;
    }
    if (held)
        pthread_mutex_unlock(&c->lock);
    return 0;
}

int conn_ternary(struct conn *c, int fast)
{
    int rc = fast ? 0 : pthread_mutex_lock(&c->lock);
    if (rc)
        return -rc;
    c->state = fast;
    return fast ? 0 : -pthread_mutex_unlock(&c->lock);
}

static int locked_depth;
int conn_depth(struct conn *c)
{
    if (locked_depth++ == 0)
        pthread_mutex_lock(&c->lock);
    c->state++;
    if (--locked_depth == 0)
        pthread_mutex_unlock(&c->lock);
    return 0;
}

int conn_stages(struct conn *c)
{
    enum { NONE, LOCKED, OPEN } stage = NONE;
    int rc = -1;
    if (pthread_mutex_lock(&c->lock))
        goto undo;
    stage = LOCKED;
    c->priv = malloc(10);
    if (!c->priv)
        goto undo;
    stage = OPEN;
    if (c->fd < 0)
        goto undo;
    rc = 0;
undo:
    switch (stage) {
    case OPEN:
        free(c->priv);
        c->priv = NULL;
        /* fall through */
    case LOCKED:
        pthread_mutex_unlock(&c->lock);
        /* fall through */
    case NONE:
        break;
    }
    return rc;
}
