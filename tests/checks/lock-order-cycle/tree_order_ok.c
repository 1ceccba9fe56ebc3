/* A parent's lock is always acquired before its child's: one class of locks, but ordered. */
#include <pthread.h>
#include <stddef.h>

struct dir {
    pthread_mutex_t lock;
    struct dir *child;
    int files;
};

static struct dir root = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *count(void *arg)
{
    struct dir *d = arg;
    pthread_mutex_lock(&d->lock);
    while (d->child != NULL) {
        struct dir *next = d->child;
        pthread_mutex_lock(&next->lock);
        d->files++;
        pthread_mutex_unlock(&d->lock);
        d = next;
    }
    pthread_mutex_unlock(&d->lock);
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, count, &root) != 0)
        return 1;
    if (pthread_create(&b, NULL, count, &root) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
    return 0;
}
