/* Reading one table while writing another one of the same kind. */
#include <pthread.h>

struct table {
    pthread_rwlock_t lock;
    int n, value[16];
};
static struct table live = {.lock = PTHREAD_RWLOCK_INITIALIZER};
static struct table shadow = {.lock = PTHREAD_RWLOCK_INITIALIZER};

void take_shadow(void)
{
    pthread_rwlock_rdlock(&live.lock);
    pthread_rwlock_wrlock(&shadow.lock);
    shadow.n = live.n;
    for (int i = 0; i < live.n; i++)
        shadow.value[i] = live.value[i];
    pthread_rwlock_unlock(&shadow.lock);
    pthread_rwlock_unlock(&live.lock);
}

void table_copy(struct table *to, struct table *from)
{
    pthread_rwlock_rdlock(&from->lock);
    if (to != from) {
        pthread_rwlock_wrlock(&to->lock);
        to->n = from->n;
        pthread_rwlock_unlock(&to->lock);
    }
    pthread_rwlock_unlock(&from->lock);
}
