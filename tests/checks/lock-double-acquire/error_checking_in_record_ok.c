/* The kind is set where the record is made; the wrapper tells its caller how it went. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct table {
    pthread_mutex_t lock;
    int rows;
};

static struct table *table_new(void)
{
    struct table *t = calloc(1, sizeof *t);
    pthread_mutexattr_t a;
    if (!t)
        return NULL;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&t->lock, &a);
    pthread_mutexattr_destroy(&a);
    return t;
}

static int table_lock(struct table *t)
{
    return pthread_mutex_lock(&t->lock);
}

static void table_grow(struct table *t)
{
    int rc = table_lock(t);
    t->rows++;
    if (rc != EDEADLK)
        pthread_mutex_unlock(&t->lock);
}

static int table_fill(struct table *t, int n)
{
    if (table_lock(t) != 0)
        return -1;
    for (int i = 0; i < n; i++)
        table_grow(t);
    n = t->rows;
    pthread_mutex_unlock(&t->lock);
    return n;
}

int main(void)
{
    struct table *t = table_new();
    if (!t)
        return 1;
    int rows = table_fill(t, 3);
    pthread_mutex_destroy(&t->lock);
    free(t);
    return rows == 3 ? 0 : 1;
}
