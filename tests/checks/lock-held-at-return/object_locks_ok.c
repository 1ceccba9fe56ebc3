/* Objects whose locks are acquired through tables of functions, conditionally, by look-ups and iterators. */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct obj;
struct ops {
    void (*lock)(struct obj *);
    void (*unlock)(struct obj *);
};
struct obj {
    const struct ops *ops;
    pthread_mutex_t mu;
    pthread_rwlock_t rw;
    struct obj *next;
    int refs, state, owned;
    char *name;
};
static void plain_lock(struct obj *o) { pthread_mutex_lock(&o->mu); }
static void plain_unlock(struct obj *o) { pthread_mutex_unlock(&o->mu); }
static void no_lock(struct obj *o) { (void)o; }
const struct ops threaded = {plain_lock, plain_unlock}, single = {no_lock, no_lock};

int via_table(struct obj *o)
{
    o->ops->lock(o);
    if (o->state < 0) {
        o->ops->unlock(o);
        return -1;
    }
    o->state++;
    o->ops->unlock(o);
    return 0;
}

static bool maybe_lock(struct obj *o)
{
    if (o->owned)
        return false;
    pthread_mutex_lock(&o->mu);
    return true;
}

int with_maybe(struct obj *o)
{
    bool l = maybe_lock(o);
    int n = o->refs;
    if (l)
        pthread_mutex_unlock(&o->mu);
    return n;
}

int get_locked(struct obj *head, const char *name, struct obj **out)
{
    *out = NULL;
    for (struct obj *o = head; o; o = o->next) {
        pthread_mutex_lock(&o->mu);
        if (strcmp(o->name, name) == 0) {
            *out = o;
            return 0;
        }
        pthread_mutex_unlock(&o->mu);
    }
    return -ENOENT;
}

int use_locked(struct obj *head)
{
    struct obj *o;
    int rc = get_locked(head, "root", &o);
    if (rc)
        return rc;
    o->refs++;
    pthread_mutex_unlock(&o->mu);
    return 0;
}

int either(struct obj *a, struct obj *b, bool first)
{
    pthread_mutex_t *m = first ? &a->mu : &b->mu;
    pthread_mutex_lock(m);
    int n = first ? a->refs : b->refs;
    pthread_mutex_unlock(m);
    return n;
}

int read_or_write(struct obj *o, bool write)
{
    int rc;
    if (write)
        rc = pthread_rwlock_wrlock(&o->rw);
    else
        rc = pthread_rwlock_rdlock(&o->rw);
    if (rc)
        return -rc;
    if (write)
        o->state++;
    rc = o->state;
    pthread_rwlock_unlock(&o->rw);
    return rc;
}

int forks(struct obj *o)
{
    pthread_mutex_lock(&o->mu);
    pid_t p = fork();
    if (p == 0) {
        pthread_mutex_unlock(&o->mu);
        _exit(0);
    }
    pthread_mutex_unlock(&o->mu);
    return p < 0 ? -1 : 0;
}

void destroy(struct obj *o)
{
    pthread_mutex_lock(&o->mu);
    if (--o->refs > 0) {
        pthread_mutex_unlock(&o->mu);
        return;
    }
    free(o->name);
    pthread_mutex_unlock(&o->mu);
    pthread_mutex_destroy(&o->mu);
    free(o);
}

static int prepare(struct obj *o) { return o->state; }
static int commit(struct obj *o) { return o->refs; }

int steps(struct obj *o)
{
    int rc;
    pthread_mutex_lock(&o->mu);
    if ((rc = prepare(o)) != 0 || (rc = commit(o)) != 0)
        goto unlock;
    o->state = 2;
unlock:
    pthread_mutex_unlock(&o->mu);
    return rc;
}

int machine(struct obj *o, int fd)
{
    enum { IDLE, LOCKED, DONE } st = IDLE;
    char c;
    while (st != DONE) {
        switch (st) {
        case IDLE:
            if (read(fd, &c, 1) != 1)
                return -1;
            pthread_mutex_lock(&o->mu);
            st = LOCKED;
            break;
        case LOCKED:
            o->state = c;
            pthread_mutex_unlock(&o->mu);
            st = c ? IDLE : DONE;
            break;
        default:
            abort();
        }
    }
    return 0;
}

static struct obj *instance;
static pthread_mutex_t instance_lock = PTHREAD_MUTEX_INITIALIZER;
struct obj *get_instance(void)
{
    struct obj *o = __atomic_load_n(&instance, __ATOMIC_ACQUIRE);
    if (!o) {
        pthread_mutex_lock(&instance_lock);
        o = instance;
        if (!o) {
            o = calloc(1, sizeof *o);
            if (o)
                __atomic_store_n(&instance, o, __ATOMIC_RELEASE);
        }
        pthread_mutex_unlock(&instance_lock);
    }
    return o;
}

int optional(pthread_mutex_t *m, struct obj *o)
{
    if (m)
        pthread_mutex_lock(m);
    if (o->state < 0) {
        if (m)
            pthread_mutex_unlock(m);
        return -1;
    }
    o->state = 0;
    if (m)
        pthread_mutex_unlock(m);
    return 0;
}

/* lets the callback run without the lock, unless told otherwise */
int notify(struct obj *o, int (*cb)(struct obj *), bool keep)
{
    pthread_mutex_lock(&o->mu);
    o->state++;
    if (!keep)
        pthread_mutex_unlock(&o->mu);
    int rc = cb(o);
    if (rc < 0) {
        if (keep)
            pthread_mutex_unlock(&o->mu);
        return rc;
    }
    if (!keep)
        pthread_mutex_lock(&o->mu);
    o->state--;
    pthread_mutex_unlock(&o->mu);
    return 0;
}

struct iter {
    struct obj *at;
    bool done;
};
void iter_begin(struct iter *it, struct obj *head)
{
    it->at = head;
    it->done = head == NULL;
    if (!it->done)
        pthread_mutex_lock(&head->mu);
}
void iter_next(struct iter *it)
{
    struct obj *o = it->at;
    it->at = o->next;
    if (it->at)
        pthread_mutex_lock(&it->at->mu);
    else
        it->done = true;
    pthread_mutex_unlock(&o->mu);
}
void iter_end(struct iter *it)
{
    if (!it->done)
        pthread_mutex_unlock(&it->at->mu);
}
int iterate(struct obj *head)
{
    int n = 0;
    struct iter it;
    for (iter_begin(&it, head); !it.done; iter_next(&it)) {
        if (it.at->state < 0)
            break;
        n++;
    }
    iter_end(&it);
    return n;
}

int relock(struct obj *o)
{
again:
    pthread_mutex_lock(&o->mu);
    if (o->state == 1) {
        pthread_mutex_unlock(&o->mu);
        char *n = malloc(10);
        if (!n)
            return -ENOMEM;
        pthread_mutex_lock(&o->mu);
        if (o->state != 1) {
            pthread_mutex_unlock(&o->mu);
            free(n);
            goto again;
        }
        free(o->name);
        o->name = n;
    }
    pthread_mutex_unlock(&o->mu);
    return 0;
}

int timed(struct obj *o, const struct timespec *limit)
{
    int rc = limit ? pthread_mutex_timedlock(&o->mu, limit) : pthread_mutex_lock(&o->mu);
    if (rc != 0)
        return rc == ETIMEDOUT ? -EAGAIN : -rc;
    o->state = 4;
    return -pthread_mutex_unlock(&o->mu);
}

int bits(struct obj **all, int n)
{
    unsigned held = 0;
    int rc = 0;
    for (int i = 0; i < n; i++) {
        if (pthread_mutex_trylock(&all[i]->mu) != 0) {
            rc = -EBUSY;
            break;
        }
        held |= 1u << i;
    }
    for (int i = 0; i < n; i++)
        if (held & 1u << i)
            pthread_mutex_unlock(&all[i]->mu);
    return rc;
}
