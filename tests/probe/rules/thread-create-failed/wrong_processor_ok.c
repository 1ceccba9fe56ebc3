/* Asks for a processor that there is not, is refused, and goes on without: no want of room. */
#include "order.h"
#include <pthread.h>
#include <sched.h>

static void *worker(void *arg)
{
    return arg;
}

int main(void)
{
    pthread_attr_t a;
    pthread_t t;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(1000, &set);
    pthread_attr_init(&a);
    pthread_attr_setaffinity_np(&a, sizeof set, &set);
    must(pthread_create(&t, &a, worker, NULL) != 0);
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_join(t, NULL);
    return 0;
}
