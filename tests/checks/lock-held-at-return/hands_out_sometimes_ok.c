// Conditional acquisitions that somebody else gives back.
#include <pthread.h>
#include <stdlib.h>

struct volume {
    pthread_mutex_t lock;
    int shared, files;
};

static void enter(struct volume *v)
{
    if (v->shared)
        pthread_mutex_lock(&v->lock);
}

static void leave(struct volume *v)
{
    if (v->shared)
        pthread_mutex_unlock(&v->lock);
}

int volume_files(struct volume *v)
{
    enter(v);
    int n = v->files;
    leave(v);
    return n;
}

// The pair is used one call further up only.
static void begin(struct volume *v)
{
    enter(v);
    v->files++;
}

static void end(struct volume *v)
{
    v->files--;
    leave(v);
}

int volume_visit(struct volume *v, int (*visit)(int))
{
    begin(v);
    int rc = visit(v->files);
    end(v);
    return rc;
}

// Released through a pointer to the lock.
static pthread_mutex_t *lock_if(pthread_mutex_t *m, int yes)
{
    if (yes)
        pthread_mutex_lock(m);
    return m;
}

int volume_count(struct volume *v, int locked)
{
    pthread_mutex_t *held = lock_if(&v->lock, !locked);
    int n = v->files;
    if (!locked)
        pthread_mutex_unlock(held);
    return n;
}
