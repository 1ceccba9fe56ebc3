/* Callees that acquire only when they are told to, and callers that tell them right. */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct box {
    pthread_mutex_t lock;
    int items, limit;
    bool locked_by_me;
    struct box *parent;
};
enum { BOX_LOCKED = 1, BOX_FORCE = 2 };

static int box_put(struct box *b, int n, unsigned flags)
{
    if (!(flags & BOX_LOCKED))
        pthread_mutex_lock(&b->lock);
    b->items += n;
    int rc = b->items;
    if (!(flags & BOX_LOCKED))
        pthread_mutex_unlock(&b->lock);
    return rc;
}

int box_fill(struct box *b)
{
    pthread_mutex_lock(&b->lock);
    while (b->items < b->limit)
        box_put(b, 1, BOX_LOCKED | BOX_FORCE);
    pthread_mutex_unlock(&b->lock);
    return box_put(b, 0, 0);
}

static void box_lock(struct box *b)
{
    if (b->locked_by_me)
        return;
    pthread_mutex_lock(&b->lock);
    b->locked_by_me = true;
}

static void box_unlock(struct box *b)
{
    b->locked_by_me = false;
    pthread_mutex_unlock(&b->lock);
}

int box_nested(struct box *b)
{
    box_lock(b);
    b->items++;
    box_lock(b);
    b->items--;
    box_unlock(b);
    return b->items;
}

int box_up(struct box *b)
{
    int n = 0;
    pthread_mutex_lock(&b->lock);
    if (b->parent)
        n = box_put(b->parent, 1, 0);
    pthread_mutex_unlock(&b->lock);
    return n;
}

int box_move(struct box *from, struct box *to)
{
    if (from == to)
        return 0;
    struct box *first = from < to ? from : to, *second = from < to ? to : from;
    pthread_mutex_lock(&first->lock);
    pthread_mutex_lock(&second->lock);
    to->items += from->items;
    from->items = 0;
    pthread_mutex_unlock(&second->lock);
    pthread_mutex_unlock(&first->lock);
    return 1;
}

int box_loop(struct box *b, int n)
{
    for (int i = 0; i < n; i++) {
        pthread_mutex_lock(&b->lock);
        if (b->items > b->limit) {
            pthread_mutex_unlock(&b->lock);
            break;
        }
        b->items++;
        pthread_mutex_unlock(&b->lock);
    }
    pthread_mutex_lock(&b->lock);
    int r = b->items;
    pthread_mutex_unlock(&b->lock);
    return r;
}
