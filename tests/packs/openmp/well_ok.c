#include <omp.h>
#include <stdlib.h>

struct tree {
    omp_nest_lock_t lock;
    struct tree *kid[2];
    int depth;
};

void tree_count(struct tree *t, int *n)
{
    if (!t)
        return;
    omp_set_nest_lock(&t->lock);
    omp_set_nest_lock(&t->lock);
    ++*n;
    omp_unset_nest_lock(&t->lock);
    omp_unset_nest_lock(&t->lock);
}

int *histogram(const int *v, size_t n, size_t bins)
{
    int *count = calloc(bins, sizeof *count);
    omp_lock_t *lock = malloc(bins * sizeof *lock);
    if (!count || !lock) {
        free(lock);
        return count;
    }
    for (size_t i = 0; i < bins; i++)
        omp_init_lock(&lock[i]);
#pragma omp parallel for
    for (size_t i = 0; i < n; i++) {
        size_t b = (size_t)v[i] % bins;
        omp_set_lock(&lock[b]);
        count[b]++;
        omp_unset_lock(&lock[b]);
    }
    for (size_t i = 0; i < bins; i++)
        omp_destroy_lock(&lock[i]);
    free(lock);
    return count;
}

int add_when_free(omp_lock_t *lock, int *to, int x)
{
    if (!omp_test_lock(lock))
        return 0;
    *to += x;
    omp_unset_lock(lock);
    return 1;
}

void add_spinning(omp_lock_t *lock, int *to, int x)
{
    while (!omp_test_lock(lock))
        ;
    *to += x;
    omp_unset_lock(lock);
}

int nested_depth(struct tree *t)
{
    int depth = omp_test_nest_lock(&t->lock);
    if (depth == 0)
        return -1;
    int d = t->depth;
    omp_unset_nest_lock(&t->lock);
    return d;
}
