/* Two callers of one wrapper, one of them forgets: the wrapper's call is named, its caller a step. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    return arg;
}

__attribute__((noinline)) static pthread_t spawn(void *arg)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, arg) == 0); // expect: thread-leak
    return t;
}

int main(void)
{
    pthread_t a = spawn(NULL);
    pthread_t b = spawn(&a);
    pthread_join(a, NULL);
    (void)b;
    order_settle();
    return 0;
}
