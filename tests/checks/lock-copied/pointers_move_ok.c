/* What is copied has a pointer to the lock. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct shared {
    pthread_mutex_t lock;
    int users;
};
struct handle {
    struct shared *shared;
    int position;
};
struct handles {
    struct handle *h;
    int n;
};

struct handle handle_dup(const struct handle *h)
{
    struct handle copy = *h;
    pthread_mutex_lock(&copy.shared->lock);
    copy.shared->users++;
    pthread_mutex_unlock(&copy.shared->lock);
    return copy;
}

int handles_add(struct handles *all, struct handle h)
{
    struct handle *more = realloc(all->h, sizeof *more * (size_t)(all->n + 1));
    if (!more)
        return -1;
    all->h = more;
    all->h[all->n++] = h;
    return 0;
}

void handles_swap(struct handles *a, struct handles *b)
{
    struct handles old = *a;
    *a = *b;
    *b = old;
}
