/* The address space is used up by the threads that live. */
#include "order.h"
#include <pthread.h>
#include <sys/resource.h>

static void *worker(void *arg)
{
    order_await(1000);
    return arg;
}

int main(void)
{
    struct rlimit r = {200 << 20, 200 << 20};
    pthread_t t[100];
    int n = 0;
    must(setrlimit(RLIMIT_AS, &r) == 0);
    while (n < 100 && pthread_create(&t[n], NULL, worker, NULL) == 0) // expect: thread-create-failed
        n++;
    must(n > 0 && n < 100);
    order_reach(1000);
    for (int i = 0; i < n; i++)
        pthread_join(t[i], NULL);
    return 0;
}
