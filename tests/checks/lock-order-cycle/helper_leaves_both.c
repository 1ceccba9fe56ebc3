/* The helper acquires the two as they come and leaves both held; it is called with them in either
 * order. */
#include <pthread.h>

struct account {
    pthread_mutex_t mu;
    long money;
};

static struct account one, other;
static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;

static void lock_both(struct account *a, struct account *b)
{
    pthread_mutex_lock(&a->mu);
    pthread_mutex_lock(&b->mu); // expect: lock-order-cycle
}

static void lock_two(pthread_mutex_t *a, pthread_mutex_t *b)
{
    pthread_mutex_lock(a);
    pthread_mutex_lock(b); // expect: lock-order-cycle
}

static void unlock(pthread_mutex_t *a, pthread_mutex_t *b)
{
    pthread_mutex_unlock(a);
    pthread_mutex_unlock(b);
}

static void *work(void *arg)
{
    (void)arg;
    lock_both(&one, &other);
    one.money++;
    unlock(&one.mu, &other.mu);
    lock_both(&other, &one);
    one.money--;
    unlock(&one.mu, &other.mu);
    lock_two(&left, &right);
    unlock(&left, &right);
    lock_two(&right, &left);
    unlock(&left, &right);
    return NULL;
}

int main(void)
{
    pthread_t id[2];
    int n = 0;
    pthread_mutex_init(&one.mu, NULL);
    pthread_mutex_init(&other.mu, NULL);
    while (n < 2 && pthread_create(&id[n], NULL, work, NULL) == 0)
        n++;
    while (n > 0)
        pthread_join(id[--n], NULL);
    return 0;
}
