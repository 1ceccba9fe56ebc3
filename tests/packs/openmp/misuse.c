#include <omp.h>
#include <stddef.h>

struct bin {
    omp_lock_t lock;
    double sum;
    int n;
};

double bin_mean(struct bin *b)
{
    omp_set_lock(&b->lock);
    if (b->n == 0)
        return 0; // expect: lock-held-at-return
    double mean = b->sum / b->n;
    omp_unset_lock(&b->lock);
    return mean;
}

static double bin_sum(struct bin *b)
{
    omp_set_lock(&b->lock);
    double sum = b->sum;
    omp_unset_lock(&b->lock);
    return sum;
}

void bin_add(struct bin *b, double x)
{
    omp_set_lock(&b->lock);
    b->sum = bin_sum(b) + x; // expect: lock-double-acquire
    omp_unset_lock(&b->lock);
}

/* 0 says that it was not acquired */
int bin_try(struct bin *b, double x)
{
    if (omp_test_lock(&b->lock) == 0) {
        b->sum += x;
        omp_unset_lock(&b->lock); // expect: lock-not-held
        return 1;
    }
    return 0;
}

void merge(struct bin *into, struct bin *from)
{
    omp_nest_lock_t lock;
    omp_init_nest_lock(&lock);
    omp_set_nest_lock(&lock);
    into->sum += from->sum;
    omp_destroy_nest_lock(&lock); // expect: lock-destroyed-held
}

void bins_clear(struct bin *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        b[i].sum = 0;
    omp_lock_t guard; /* omp_init_lock is missing */
    omp_set_lock(&guard); // expect: lock-uninitialized
    b[0].n = 0;
    omp_unset_lock(&guard);
}
