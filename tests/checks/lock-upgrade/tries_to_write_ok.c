/* Asking without waiting is answered with EBUSY; then it lets go and asks properly. */
#include <pthread.h>

struct index {
    pthread_rwlock_t lock;
    int size, rebuilt;
};

void index_rebuild(struct index *x)
{
    pthread_rwlock_rdlock(&x->lock);
    if (x->size < 100) {
        pthread_rwlock_unlock(&x->lock);
        return;
    }
    if (pthread_rwlock_trywrlock(&x->lock) != 0) {
        pthread_rwlock_unlock(&x->lock);
        pthread_rwlock_wrlock(&x->lock);
    }
    x->rebuilt++;
    pthread_rwlock_unlock(&x->lock);
}
