/* Ways to acquire two locks in one order, whichever comes first in the call. */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
struct q {
    pthread_mutex_t mu;
    int n;
    int id;
};
static struct q Q[2] = {{PTHREAD_MUTEX_INITIALIZER, 0, 0}, {PTHREAD_MUTEX_INITIALIZER, 0, 1}};
static inline void swap_ptr(struct q **a, struct q **b)
{
    struct q *t = *a;
    *a = *b;
    *b = t;
}
static void lock2(struct q *a, struct q *b)
{
    if (a > b)
        swap_ptr(&a, &b);
    pthread_mutex_lock(&a->mu);
    if (a != b)
        pthread_mutex_lock(&b->mu);
}
static void unlock2(struct q *a, struct q *b)
{
    pthread_mutex_unlock(&a->mu);
    if (a != b)
        pthread_mutex_unlock(&b->mu);
}
static int cmp(const struct q *a, const struct q *b)
{
    return a->id - b->id;
}
static void lock2c(struct q *a, struct q *b)
{
    int c = cmp(a, b);
    if (c < 0) {
        pthread_mutex_lock(&a->mu);
        pthread_mutex_lock(&b->mu);
    } else if (c > 0) {
        pthread_mutex_lock(&b->mu);
        pthread_mutex_lock(&a->mu);
    } else
        pthread_mutex_lock(&a->mu);
}
static void lock2id(int i, int j)
{
    int lo = i < j ? i : j, hi = i < j ? j : i;
    pthread_mutex_lock(&Q[lo].mu);
    if (lo != hi)
        pthread_mutex_lock(&Q[hi].mu);
}
static void unlock2id(int i, int j)
{
    pthread_mutex_unlock(&Q[i].mu);
    if (i != j)
        pthread_mutex_unlock(&Q[j].mu);
}
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
static void lock2m(struct q *a, struct q *b)
{
    pthread_mutex_lock(&min(a, b)->mu);
    if (a != b)
        pthread_mutex_lock(&max(a, b)->mu);
}
static bool lock2try(struct q *a, struct q *b)
{
    pthread_mutex_lock(&a->mu);
    if (pthread_mutex_trylock(&b->mu) != 0) {
        pthread_mutex_unlock(&a->mu);
        return false;
    }
    return true;
}
static void lock2t(struct q *a, struct q *b)
{
    for (;;) {
        if (lock2try(a, b))
            return;
        if (lock2try(b, a))
            return;
    }
}
static void move(struct q *a, struct q *b, int how)
{
    if (a == b)
        return;
    switch (how) {
    case 0:
        lock2(a, b);
        break;
    case 1:
        lock2c(a, b);
        break;
    case 2:
        lock2m(a, b);
        break;
    default:
        lock2t(a, b);
        break;
    }
    a->n--;
    b->n++;
    unlock2(a, b);
}
static void *work(void *x)
{
    (void)x;
    for (int i = 0; i < 4; i++) {
        move(&Q[0], &Q[1], i);
        move(&Q[1], &Q[0], i);
    }
    lock2(&Q[0], &Q[1]);
    unlock2(&Q[0], &Q[1]);
    lock2(&Q[1], &Q[0]);
    unlock2(&Q[0], &Q[1]);
    lock2m(&Q[0], &Q[1]);
    unlock2(&Q[0], &Q[1]);
    lock2m(&Q[1], &Q[0]);
    unlock2(&Q[0], &Q[1]);
    lock2t(&Q[0], &Q[1]);
    unlock2(&Q[0], &Q[1]);
    lock2t(&Q[1], &Q[0]);
    unlock2(&Q[0], &Q[1]);
    lock2c(&Q[0], &Q[1]);
    unlock2(&Q[0], &Q[1]);
    lock2c(&Q[1], &Q[0]);
    unlock2(&Q[0], &Q[1]);
    lock2id(0, 1);
    unlock2id(0, 1);
    lock2id(1, 0);
    unlock2id(0, 1);
    return NULL;
}
int main(void)
{
    pthread_t t[3];
    int n = 0;
    while (n < 3 && pthread_create(&t[n], NULL, work, NULL) == 0)
        n++;
    while (n--)
        pthread_join(t[n], NULL);
    return 0;
}
