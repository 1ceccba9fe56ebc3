/* A bit of everything that a memory holds: locks acquired in callees and left to callers,
 * conditions on arguments, records, timers, calls that block.
 * SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct node {
    pthread_mutex_t lock;
    struct node *next;
    int n, flags;
};
static pthread_mutex_t all = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static struct node *first;

static int enter(struct node *x, int may_fail)
{
    if (may_fail)
        return pthread_mutex_trylock(&x->lock);
    pthread_mutex_lock(&x->lock);
    return 0;
}
static void leave(struct node *x)
{
    x->flags &= ~1;
    pthread_mutex_unlock(&x->lock);
}
static int count(int least)
{
    int n = 0;
    pthread_rwlock_rdlock(&table);
    for (struct node *x = first; x; x = x->next)
        if (x->n >= least && enter(x, 1) == 0) {
            n += x->n;
            leave(x);
        }
    pthread_rwlock_unlock(&table);
    return n;
}
static struct node *find(int n)
{
    struct node *x = first;
    while (x && x->n != n)
        x = x->next;
    if (x)
        enter(x, 0);
    return x;
}
static void store(int fd, int n)
{
    pthread_mutex_lock(&all);
    struct node *x = find(n);
    if (x) {
        (void)!write(fd, &x->n, sizeof x->n);
        leave(x);
    }
    pthread_mutex_unlock(&all);
}
static int depth(struct node *x, int n)
{
    return x && n > 0 ? 1 + depth(x->next, n - 1) : 0;
}
static void release(struct node *x)
{
    pthread_mutex_destroy(&x->lock);
    free(x);
}
int main(int argc, char **argv)
{
    struct node *x = calloc(1, sizeof *x);
    if (!x || !argv[0])
        return 1;
    pthread_mutex_init(&x->lock, NULL);
    first = x;
    for (int i = 0; i < argc; i++)
        store(1, i);
    int n = count(argc) + depth(x, argc);
    first = NULL;
    release(x);
    return n;
}
