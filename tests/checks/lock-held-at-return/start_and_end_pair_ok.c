/* begin() and end() are halves of a section that spans functions. */
#include <pthread.h>
#include <stdbool.h>

struct batch {
    pthread_mutex_t lock;
    int depth, n;
};

bool batch_begin(struct batch *b)
{
    pthread_mutex_lock(&b->lock);
    if (b->depth > 8) {
        pthread_mutex_unlock(&b->lock);
        return false;
    }
    b->depth++;
    return true;
}

void batch_end(struct batch *b)
{
    b->depth--;
    pthread_mutex_unlock(&b->lock);
}

void batch_add(struct batch *b, int n)
{
    if (!batch_begin(b))
        return;
    b->n += n;
    batch_end(b);
}
