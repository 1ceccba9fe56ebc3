/* Results of acquisitions that are looked at; programs that end; assertions. */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct ledger {
    pthread_mutex_t mu;
    pthread_rwlock_t rw;
    int sum, broken;
};

static void panic(const char *what, int rc)
{
    fprintf(stderr, "%s: %d\n", what, rc);
    abort();
}
#define CHECK(call)                                                                                \
    do {                                                                                           \
        int rc_ = (call);                                                                          \
        if (rc_)                                                                                   \
            panic(#call, rc_);                                                                     \
    } while (0)
#define BAIL_UNLESS(cond, label)                                                                   \
    do {                                                                                           \
        if (!(cond))                                                                               \
            goto label;                                                                            \
    } while (0)

int ledger_add(struct ledger *l, int n)
{
    CHECK(pthread_mutex_lock(&l->mu));
    l->sum += n;
    CHECK(pthread_mutex_unlock(&l->mu));
    return l->sum;
}

int ledger_read(struct ledger *l, int *out)
{
    int rc = pthread_rwlock_rdlock(&l->rw);
    if (rc == EAGAIN || rc == EDEADLK)
        return -rc;
    assert(rc == 0);
    *out = l->sum;
    if (l->broken)
        panic("broken", l->broken);
    rc = pthread_rwlock_unlock(&l->rw);
    return rc ? -rc : 0;
}

int ledger_check(struct ledger *l)
{
    int rc = -1;
    if ((rc = pthread_mutex_lock(&l->mu)) != 0)
        goto out;
    BAIL_UNLESS(l->sum >= 0, unlock);
    BAIL_UNLESS(!l->broken, unlock);
    rc = 0;
unlock:
    pthread_mutex_unlock(&l->mu);
out:
    return rc;
}

int ledger_settle(struct ledger *l)
{
    int err;
    do {
        err = pthread_mutex_lock(&l->mu);
        if (err)
            break;
        if (l->broken) {
            pthread_mutex_unlock(&l->mu);
            continue;
        }
        l->sum = 0;
        pthread_mutex_unlock(&l->mu);
    } while (0);
    return err;
}

void ledger_close(struct ledger *l)
{
    pthread_mutex_lock(&l->mu);
    if (l->sum != 0)
        exit(EXIT_FAILURE);
    pthread_mutex_unlock(&l->mu);
}
