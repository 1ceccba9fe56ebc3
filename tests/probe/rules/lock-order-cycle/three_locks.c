/* Three functions, three locks, a circle; each thread runs alone, by chance. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t accounts = PTHREAD_MUTEX_INITIALIZER, journal = PTHREAD_MUTEX_INITIALIZER,
                       index_ = PTHREAD_MUTEX_INITIALIZER;

struct pair {
    pthread_mutex_t *first, *second;
    int turn;
};

static void *worker(void *arg)
{
    struct pair *p = arg;
    order_await(p->turn);
    pthread_mutex_lock(p->first);
    pthread_mutex_lock(p->second); // expect: lock-order-cycle
    pthread_mutex_unlock(p->second);
    pthread_mutex_unlock(p->first);
    order_arrive();
    return NULL;
}

int main(void)
{
    struct pair p[3] = {{&accounts, &journal, 0}, {&journal, &index_, 1}, {&index_, &accounts, 2}};
    pthread_t t[3];
    for (int i = 0; i < 3; i++)
        must(pthread_create(&t[i], NULL, worker, &p[i]) == 0);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    return 0;
}
