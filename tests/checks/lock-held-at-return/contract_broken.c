/* Bodies that do not do what their attributes say. */
#include <pthread.h>

#if defined(__clang__)
#define ATTR(...) __attribute__((__VA_ARGS__))
#else
#define ATTR(...)
#endif

struct journal {
    pthread_mutex_t lock;
    int pending, dead;
};

void journal_commit(struct journal *j) ATTR(release_capability(j->lock));
int journal_try_begin(struct journal *j) ATTR(try_acquire_capability(1, j->lock));

void journal_commit(struct journal *j)
{
    if (j->pending == 0)
        return; // expect: lock-held-at-return
    j->pending = 0;
    pthread_mutex_unlock(&j->lock);
}

int journal_try_begin(struct journal *j)
{
    if (pthread_mutex_trylock(&j->lock) != 0)
        return 0;
    if (j->dead)
        return 0; // expect: lock-held-at-return
    j->pending++;
    return 1;
}
