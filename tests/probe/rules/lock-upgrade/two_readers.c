/* Two readers that both want to write: each waits for the other. */
// run: kill-after 4
#include "order.h"
#include <pthread.h>

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;

static void *reader(void *arg)
{
    pthread_rwlock_rdlock(&l);
    order_arrive();
    order_await(2);
    pthread_rwlock_wrlock(&l); // expect: lock-upgrade
    pthread_rwlock_unlock(&l);
    pthread_rwlock_unlock(&l);
    return arg;
}

int main(void)
{
    pthread_t a, b;
    must(pthread_create(&a, NULL, reader, NULL) == 0);
    must(pthread_create(&b, NULL, reader, NULL) == 0);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
