// … of which one user gives back what the function has not found.
#include <pthread.h>
#include <stddef.h>

void log_err(const char *what, int error);
#define CHECKED(call)                                                                                                          \
    do {                                                                                                                       \
        int error;                                                                                                             \
        if ((error = (call)) != 0)                                                                                             \
            log_err(#call, error);                                                                                             \
    } while (0)

struct entry {
    pthread_rwlock_t lock;
    struct entry *next;
    int hash;
};
static struct entry *list, fallback = {.lock = PTHREAD_RWLOCK_INITIALIZER};

static struct entry *look_up(int hash)
{
    for (struct entry *e = list; e; e = e->next)
        if (e->hash == hash) {
            CHECKED(pthread_rwlock_rdlock(&e->lock));
            return e;
        }
    return NULL;
}

int hash_of(int hash)
{
    struct entry *e = look_up(hash);
    if (!e) {
        CHECKED(pthread_rwlock_rdlock(&fallback.lock));
        int r = fallback.hash;
        CHECKED(pthread_rwlock_unlock(&fallback.lock));
        CHECKED(pthread_rwlock_unlock(&fallback.lock)); // expect: lock-not-held
        return r;
    }
    int r = e->hash;
    CHECKED(pthread_rwlock_unlock(&e->lock));
    return r;
}
