/* A mutex that a portability layer makes when it is first needed, behind a plain pointer and a swap
 * that the layer wrote itself. */
#include <pthread.h>
#include <stdlib.h>

typedef union {
    void *p;
    unsigned word[2];
} small_mutex;

static int swap_pointer(void **at, void *was, void *now)
{
    return __sync_bool_compare_and_swap(at, was, now);
}

extern void give_up(int status);

static pthread_mutex_t *make(void)
{
    pthread_mutexattr_t attr;
    pthread_mutex_t *m = malloc(sizeof *m);
    if (m == NULL)
        abort();
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_NORMAL);
    if (pthread_mutex_init(m, &attr) != 0)
        abort();
    pthread_mutexattr_destroy(&attr);
    return m;
}

static void unmake(pthread_mutex_t *m)
{
    pthread_mutex_destroy(m);
    free(m);
}

static inline pthread_mutex_t *get_impl(small_mutex *s)
{
    pthread_mutex_t *m = s->p;
    if (__builtin_expect(m == NULL, 0)) {
        m = make();
        if (!swap_pointer(&s->p, NULL, m))
            unmake(m);
        m = s->p;
    }
    return m;
}

void small_lock(small_mutex *s)
{
    int status;
    if ((status = pthread_mutex_lock(get_impl(s))) != 0)
        give_up(status);
}

void small_unlock(small_mutex *s)
{
    pthread_mutex_unlock(get_impl(s));
}

int small_trylock(small_mutex *s)
{
    return pthread_mutex_trylock(get_impl(s)) == 0;
}

void small_clear(small_mutex *s)
{
    unmake(s->p);
}

static small_mutex counter_lock;
static long counter;

void count(long n)
{
    small_lock(&counter_lock);
    counter += n;
    small_unlock(&counter_lock);
}
