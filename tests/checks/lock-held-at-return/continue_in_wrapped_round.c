// A round goes on to the next record with the lock of a wrapper held that is not its first argument.
#include <pthread.h>
struct lk { pthread_spinlock_t lock; int nb; };
struct srv { struct srv *next; struct lk lock; int maint, w; };
struct px { struct px *next; struct srv *srv; };
struct srv *list;
static inline void lk_lock(int lbl, struct lk *l) { (void)lbl; pthread_spin_lock(&l->lock); }
static inline void lk_unlock(struct lk *l) { pthread_spin_unlock(&l->lock); }
int apply(int w)
{
    struct srv *s;
    int n = 0;
    for (s = list; s; s = s->next) {
        lk_lock(1, &s->lock);
        if (s->maint) // expect: lock-held-at-return
            continue;
        s->w = w;
        lk_unlock(&s->lock);
        n++;
    }
    return n;
}
