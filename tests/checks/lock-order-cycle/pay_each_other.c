/* Two threads pay each other: each locks its own account first. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    int id;
    pthread_mutex_t lock;
    double balance;
} account_t;

typedef struct {
    account_t *src, *dst;
    double amount;
} transfer_t;

static account_t *account_new(int id, double start)
{
    account_t *a = malloc(sizeof *a);
    if (!a)
        exit(1);
    a->id = id;
    a->balance = start;
    pthread_mutex_init(&a->lock, NULL);
    return a;
}

static void lock_both(account_t *x, account_t *y)
{
    pthread_mutex_lock(&x->lock);
    pthread_mutex_lock(&y->lock); // expect: lock-order-cycle
}

static int transfer(account_t *src, account_t *dst, double amount)
{
    if (amount <= 0)
        return -1;
    lock_both(src, dst);
    int rc = -1;
    if (src->balance >= amount) {
        src->balance -= amount;
        dst->balance += amount;
        rc = 0;
    }
    pthread_mutex_unlock(&dst->lock);
    pthread_mutex_unlock(&src->lock);
    return rc;
}

static void *worker(void *arg)
{
    transfer_t *t = arg;
    for (int i = 0; i < 1000; i++)
        if (transfer(t->src, t->dst, t->amount) < 0)
            printf("no money in %d\n", t->src->id);
    return NULL;
}

int main(void)
{
    account_t *a = account_new(1, 100), *b = account_new(2, 100);
    transfer_t t1 = {a, b, 5}, t2 = {b, a, 7};
    pthread_t th1, th2;
    if (pthread_create(&th1, NULL, worker, &t1))
        return 1;
    if (pthread_create(&th2, NULL, worker, &t2)) {
        pthread_join(th1, NULL);
        return 1;
    }
    pthread_join(th1, NULL);
    pthread_join(th2, NULL);
    printf("%f %f\n", a->balance, b->balance);
    free(a);
    free(b);
    return 0;
}
