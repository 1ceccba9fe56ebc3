/* locks_excluded: whoever holds the lock must not call it. requires_capability: it is held already. */
#include <pthread.h>

#if defined(__clang__)
#define ATTR(...) __attribute__((__VA_ARGS__))
#else
#define ATTR(...)
#endif

struct registry {
    pthread_mutex_t lock;
    int names;
};

int registry_flush(struct registry *r) ATTR(locks_excluded(r->lock));
void registry_sort(struct registry *r) ATTR(exclusive_locks_required(r->lock));
int registry_try(struct registry *r) ATTR(exclusive_trylock_function(1, r->lock));

int registry_add(struct registry *r)
{
    pthread_mutex_lock(&r->lock);
    r->names++;
    if (r->names > 64)
        registry_flush(r); // expect: lock-double-acquire
    pthread_mutex_unlock(&r->lock);
    return 0;
}

void registry_sort(struct registry *r)
{
    pthread_mutex_lock(&r->lock); // expect: lock-double-acquire
    r->names = 0;
    pthread_mutex_unlock(&r->lock);
}

int registry_remove(struct registry *r)
{
    if (!registry_try(r))
        return -1;
    r->names--;
    pthread_mutex_unlock(&r->lock);
    return registry_flush(r);
}
