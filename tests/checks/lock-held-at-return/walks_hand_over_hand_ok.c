/* A sorted list is walked hand over hand; the caller gets the last node before the key and the one at it, both locked, or
 * the last node alone. */
#include <pthread.h>
#include <stddef.h>

struct entry {
    struct entry *after;
    pthread_mutex_t latch;
    long key;
};

static struct entry *seek(struct entry *first, long key, struct entry **found)
{
    struct entry *before = first, *at;

    pthread_mutex_lock(&before->latch);
    at = before->after;
    if (at != NULL)
        pthread_mutex_lock(&at->latch);
    while (at != NULL && at->key < key) {
        pthread_mutex_unlock(&before->latch);
        before = at;
        at = at->after;
        if (at != NULL)
            pthread_mutex_lock(&at->latch);
    }
    *found = at;
    return before;
}

int holds(struct entry *first, long key)
{
    struct entry *at, *before = seek(first, key, &at);
    int yes = at != NULL && at->key == key;

    if (at != NULL)
        pthread_mutex_unlock(&at->latch);
    pthread_mutex_unlock(&before->latch);
    return yes;
}

struct entry *cut(struct entry *first, long key)
{
    struct entry *at, *before = seek(first, key, &at);

    if (at == NULL || at->key != key) {
        if (at != NULL)
            pthread_mutex_unlock(&at->latch);
        pthread_mutex_unlock(&before->latch);
        return NULL;
    }
    before->after = at->after;
    pthread_mutex_unlock(&at->latch);
    pthread_mutex_unlock(&before->latch);
    return at;
}
