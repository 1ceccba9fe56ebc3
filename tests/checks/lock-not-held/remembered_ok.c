/* A flag remembers whether the lock was acquired. */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct file {
    pthread_mutex_t *shared_lock;
    long size;
};

int file_grow(struct file *f, long by)
{
    bool locked = false;
    int rc = -1;

    if (f->shared_lock != NULL) {
        pthread_mutex_lock(f->shared_lock);
        locked = true;
    }
    if (f->size + by < 0)
        goto out;
    f->size += by;
    rc = 0;
out:
    if (locked)
        pthread_mutex_unlock(f->shared_lock);
    return rc;
}
