// A walk that locks the whole tree calls itself for the children before it unlocks.
#include <pthread.h>
#include <stddef.h>

struct entry {
    struct entry *child, *next;
    int size, shared;
};

struct index {
    pthread_mutex_t lock;
    struct entry *root;
    int visits;
};

static int add_sizes(struct index *ix, struct entry *e)
{
    int sum = 0;

    pthread_mutex_lock(&ix->lock);
    for (; e != NULL; e = e->next) {
        ix->visits++;
        sum += e->size;
        if (e->child != NULL)
            sum += add_sizes(ix, e->child); // expect: lock-double-acquire
    }
    pthread_mutex_unlock(&ix->lock);
    return sum;
}

int index_size(struct index *ix)
{
    return add_sizes(ix, ix->root);
}

// Through a second function.
static int count_shared(struct index *ix, struct entry *e);

static int count_children(struct index *ix, struct entry *e)
{
    return e->child == NULL ? 0 : count_shared(ix, e->child);
}

static int count_shared(struct index *ix, struct entry *e)
{
    int n;

    pthread_mutex_lock(&ix->lock);
    n = e->shared;
    if (n != 0)
        n += count_children(ix, e); // expect: lock-double-acquire
    pthread_mutex_unlock(&ix->lock);
    return n;
}

int index_shared(struct index *ix)
{
    return count_shared(ix, ix->root);
}
