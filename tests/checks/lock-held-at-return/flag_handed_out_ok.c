// A truth value handed out tells the caller whether it has the lock now.
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct status {
    int major, minor;
};

struct object {
    pthread_rwlock_t guard;
    int open, fd;
};

struct status conflict(struct object *o, int flags);
struct status reopen(struct object *o);

struct status object_fd(struct object *o, bool check, int flags, int *fd, bool *mine)
{
    struct status st = {0, 0};

    pthread_rwlock_rdlock(&o->guard);
    if (check) {
        st = conflict(o, flags);
        if (st.major != 0) {
            pthread_rwlock_unlock(&o->guard);
            *mine = false;
            return st;
        }
    }
    if (o->open) {
        *mine = true;
        *fd = o->fd;
        return st;
    }
    pthread_rwlock_unlock(&o->guard);
    *mine = false;
    st = reopen(o);
    *fd = -1;
    return st;
}

// The name of the field says it.
struct cursor {
    struct object *o;
    int locked, at;
};

int cursor_next(struct cursor *c)
{
    if (!c->locked)
        pthread_rwlock_rdlock(&c->o->guard);
    c->locked = 1;
    if (c->at++ > 7) {
        pthread_rwlock_unlock(&c->o->guard);
        c->locked = 0;
    }
    return c->at;
}
