/* A helper acquires two locks in the order of their numbers or addresses and leaves both held. It is
 * called with the two in either order. */
#include <pthread.h>

struct account {
    pthread_mutex_t mu;
    int id;
    long money;
};

static struct account A[3], one, other;

static void by_number(struct account *a, struct account *b)
{
    if (a->id < b->id) {
        pthread_mutex_lock(&a->mu);
        pthread_mutex_lock(&b->mu);
    } else {
        pthread_mutex_lock(&b->mu);
        if (a != b)
            pthread_mutex_lock(&a->mu);
    }
}

static void by_choice(struct account *a, struct account *b)
{
    struct account *first = a->id < b->id ? a : b, *second = first == a ? b : a;
    pthread_mutex_lock(&first->mu);
    pthread_mutex_lock(&second->mu);
}

static void by_exchange(struct account *a, struct account *b)
{
    struct account *first = a, *second = b;
    if (a->id > b->id) {
        first = b;
        second = a;
    }
    pthread_mutex_lock(&first->mu);
    if (second != first)
        pthread_mutex_lock(&second->mu);
}

static void by_address(pthread_mutex_t *a, pthread_mutex_t *b)
{
    pthread_mutex_t *lo = a < b ? a : b;
    pthread_mutex_t *hi = lo == a ? b : a;
    pthread_mutex_lock(lo);
    pthread_mutex_lock(hi);
}

static void by_array(struct account *a, struct account *b)
{
    struct account *v[2] = {a, b};
    if (v[0]->id > v[1]->id) {
        v[0] = b;
        v[1] = a;
    }
    pthread_mutex_lock(&v[0]->mu);
    pthread_mutex_lock(&v[1]->mu);
}

static void unlock(pthread_mutex_t *a, pthread_mutex_t *b)
{
    pthread_mutex_unlock(a);
    if (a != b)
        pthread_mutex_unlock(b);
}

static void transfer(struct account *a, struct account *b, long n)
{
    by_number(a, b);
    if (a->money >= n) {
        a->money -= n;
        b->money += n;
    }
    unlock(&a->mu, &b->mu);
}

static void move(struct account *a, struct account *b, long n)
{
    by_choice(a, b);
    a->money -= n;
    b->money += n;
    unlock(&a->mu, &b->mu);
}

static void *work(void *arg)
{
    (void)arg;
    transfer(&A[0], &A[1], 3);
    transfer(&A[1], &A[0], 2);
    move(&A[1], &A[2], 3);
    move(&A[2], &A[1], 2);
    by_exchange(&A[0], &A[2]);
    A[0].money++;
    unlock(&A[0].mu, &A[2].mu);
    by_exchange(&A[2], &A[0]);
    A[0].money--;
    unlock(&A[0].mu, &A[2].mu);
    by_address(&one.mu, &other.mu);
    one.money++;
    unlock(&one.mu, &other.mu);
    by_address(&other.mu, &one.mu);
    one.money--;
    unlock(&one.mu, &other.mu);
    by_array(&one, &other);
    one.money++;
    unlock(&one.mu, &other.mu);
    by_array(&other, &one);
    one.money--;
    unlock(&one.mu, &other.mu);
    return NULL;
}

int main(void)
{
    pthread_t id[4];
    int n = 0;
    for (int i = 0; i < 3; i++) {
        A[i].id = i;
        pthread_mutex_init(&A[i].mu, NULL);
    }
    pthread_mutex_init(&one.mu, NULL);
    pthread_mutex_init(&other.mu, NULL);
    while (n < 4 && pthread_create(&id[n], NULL, work, NULL) == 0)
        n++;
    while (n > 0)
        pthread_join(id[--n], NULL);
    return 0;
}
