/* What would be lock-held-at-return without the attributes: the function says so itself. */
#include <pthread.h>
#include <stddef.h>

#if defined(__clang__)
#define ATTR(...) __attribute__((__VA_ARGS__))
#else
#define ATTR(...)
#endif

#ifdef __CHECKER__
#define __acquires(x) __attribute__((context(x, 0, 1)))
#define __releases(x) __attribute__((context(x, 1, 0)))
#else
#define __acquires(x)
#define __releases(x)
#endif

struct bucket {
    pthread_mutex_t lock;
    struct bucket *next;
    int key, error;
};
static struct bucket *table[16];
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;

/* Nobody in this program calls it. */
void bucket_lock(struct bucket *b) ATTR(acquire_capability(b->lock));
void bucket_lock(struct bucket *b)
{
    pthread_mutex_lock(&b->lock);
    b->error = 0;
}

/* Holds it although it returns an error: who called has to look at the bucket. */
int bucket_begin(struct bucket *b) __acquires(&b->lock);
int bucket_begin(struct bucket *b)
    __acquires(&b->lock)
{
    pthread_mutex_lock(&b->lock);
    if (b->error)
        return -1;
    return 0;
}

int bucket_end(struct bucket *b) /* sparse checks it */ __releases(&b->lock)
{
    int e = b->error;
    pthread_mutex_unlock(&b->lock);
    return e;
}

/* -1 also when it is held: the flag of the caller says which. */
int bucket_enter(struct bucket *b, int *held) ATTR(annotate("heddle:ignore lock-held-at-return"));
int bucket_enter(struct bucket *b, int *held)
{
    *held = pthread_mutex_trylock(&b->lock) == 0;
    if (!*held)
        return -1;
    return b->error ? -1 : 0;
}

int bucket_steal(struct bucket *b) ATTR(no_thread_safety_analysis);
int bucket_steal(struct bucket *b)
{
    pthread_mutex_lock(&b->lock);
    if (b->error)
        return -1;
    pthread_mutex_unlock(&b->lock);
    return 0;
}

/* Locked when it is found. */
struct bucket *bucket_find(int key) ATTR(annotate("heddle:acquires(ret->lock)"));
struct bucket *bucket_find(int key)
{
    pthread_mutex_lock(&table_lock);
    struct bucket *b = table[key & 15];
    while (b && b->key != key)
        b = b->next;
    if (b)
        pthread_mutex_lock(&b->lock);
    pthread_mutex_unlock(&table_lock);
    return b;
}

int bucket_error(int key)
{
    struct bucket *b = bucket_find(key);
    if (!b)
        return -1;
    return bucket_end(b);
}
