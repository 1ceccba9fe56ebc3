/* begin() locks and may then fail; nobody releases on that way. */
#include <pthread.h>
#include <stdlib.h>

struct txn {
    pthread_mutex_t lock;
    char *log;
    int open;
};

static int txn_log_reserve(struct txn *t, size_t n)
{
    char *p = realloc(t->log, n);
    if (p == NULL)
        return -1;
    t->log = p;
    return 0;
}

int txn_begin(struct txn *t, size_t n)
{
    pthread_mutex_lock(&t->lock);
    if (t->open) {
        pthread_mutex_unlock(&t->lock);
        return -1;
    }
    if (txn_log_reserve(t, n) < 0)
        return -1; // expect: lock-held-at-return
    t->open = 1;
    pthread_mutex_unlock(&t->lock);
    return 0;
}
