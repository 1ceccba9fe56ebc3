// A helper keeps the order or turns it round, as its argument says; two levels up a thread asks for
// the other order.
#include <pthread.h>
#include <stdbool.h>

struct shop {
    pthread_mutex_t stock, ledger;
    int goods, money;
};

static struct shop shop = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, 10, 0};

static void trade(struct shop *s, int price, bool refund)
{
    if (refund) {
        pthread_mutex_lock(&s->ledger);
        pthread_mutex_lock(&s->stock);
    } else {
        pthread_mutex_lock(&s->stock);
        pthread_mutex_lock(&s->ledger); // expect: lock-order-cycle
    }
    s->goods += refund ? 1 : -1;
    s->money += refund ? -price : price;
    pthread_mutex_unlock(&s->ledger);
    pthread_mutex_unlock(&s->stock);
}

static void sell(bool unhappy)
{
    trade(&shop, 5, false);
    if (unhappy)
        trade(&shop, 5, true);
}

static void *customer(void *arg)
{
    sell(arg != NULL);
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, customer, NULL))
        return 1;
    if (pthread_create(&b, NULL, customer, &shop) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
    return 0;
}
