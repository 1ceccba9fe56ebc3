// Both orders happen, but whoever acquires the second lock holds the journal: one thread's helper has
// tried for it, the other thread holds it before it calls, and that main does not, alone, is no matter.
#include <pthread.h>

static pthread_mutex_t journal = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t accounts = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t prices = PTHREAD_MUTEX_INITIALIZER;
static int written, total, price;

static void read_accounts(void)
{
    if (pthread_mutex_trylock(&journal))
        return;
    written++;
    pthread_mutex_lock(&accounts);
    price += total;
    pthread_mutex_unlock(&accounts);
    pthread_mutex_unlock(&journal);
}

static void read_prices(void)
{
    pthread_mutex_lock(&accounts);
    pthread_mutex_lock(&prices);
    total += price;
    pthread_mutex_unlock(&prices);
    pthread_mutex_unlock(&accounts);
}

static void *update(void *arg)
{
    (void)arg;
    pthread_mutex_lock(&prices);
    read_accounts();
    pthread_mutex_unlock(&prices);
    return NULL;
}

static void *book(void *arg)
{
    (void)arg;
    pthread_mutex_lock(&journal);
    read_prices();
    pthread_mutex_unlock(&journal);
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    read_prices();
    if (pthread_create(&a, NULL, update, NULL))
        return 1;
    if (pthread_create(&b, NULL, book, NULL) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
    return 0;
}
