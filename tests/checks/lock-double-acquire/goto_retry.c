/* The retry label stands above the acquisition, and one jump to it holds the lock. */
#include <errno.h>
#include <pthread.h>

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;

int table_insert(int key, int value);
int table_grow(void);

int table_put(int key, int value)
{
    int rc;
retry:
    pthread_mutex_lock(&table_lock); // expect: lock-double-acquire
    rc = table_insert(key, value);
    if (rc == -ENOSPC) {
        if (table_grow() == 0)
            goto retry;
    }
    pthread_mutex_unlock(&table_lock);
    return rc;
}
