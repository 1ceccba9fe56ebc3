// One of the two is a pthread_mutex_t.
#include "home.h"

static struct spin lock;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *one(void *arg)
{
    spin_lock(&lock);
    pthread_mutex_lock(&mutex); // expect: lock-order-cycle
    pthread_mutex_unlock(&mutex);
    spin_unlock(&lock);
    order_reach(1);
    return arg;
}

static void *two(void *arg)
{
    order_await(1);
    pthread_mutex_lock(&mutex);
    spin_lock(&lock); // expect: lock-order-cycle
    spin_unlock(&lock);
    pthread_mutex_unlock(&mutex);
    return arg;
}

int main(void)
{
    pthread_t a = spawn(one, NULL), b = spawn(two, NULL);

    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
