// Two records embed the same wrapper: these are two classes of locks.
#include <pthread.h>
struct mx { pthread_mutex_t m; };
static void mx_lock(struct mx *x) { pthread_mutex_lock(&x->m); }
static void mx_unlock(struct mx *x) { pthread_mutex_unlock(&x->m); }
struct group { struct mx lock; int members; };
struct manager { struct mx lock; struct group *playing; int updates; };
void group_add(struct manager *m, struct group *g)
{
    mx_lock(&g->lock);
    g->members++;
    mx_lock(&m->lock);
    m->updates++;
    mx_unlock(&m->lock);
    mx_unlock(&g->lock);
}
int manager_members(struct manager *m)
{
    int n;
    mx_lock(&m->lock);
    mx_lock(&m->playing->lock); // expect: lock-order-cycle
    n = m->playing->members;
    mx_unlock(&m->playing->lock);
    mx_unlock(&m->lock);
    return n;
}
