/* Locks the lock of one account, releases that of the other; the held one is still held when the
 * thread ends. */
#include "order.h"
#include <pthread.h>

struct account {
    pthread_mutex_t m;
    int sum;
};
static struct account a = {PTHREAD_MUTEX_INITIALIZER, 0}, b = {PTHREAD_MUTEX_INITIALIZER, 0};

static void *pay(void *arg)
{
    pthread_mutex_lock(&a.m); // expect: lock-held-at-exit
    a.sum--;
    pthread_mutex_unlock(&b.m); // expect: lock-not-held
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, pay, NULL) == 0);
    pthread_join(t, NULL);
    return 0;
}
