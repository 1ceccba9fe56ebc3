/* A function that locks calls another one that locks the same mutex. It hangs. */
// run: kill-after 4
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int total;

__attribute__((noinline)) static void add(int n)
{
    pthread_mutex_lock(&m); // expect: lock-double-acquire
    total += n;
    pthread_mutex_unlock(&m);
}

int main(void)
{
    pthread_mutex_lock(&m);
    add(1);
    pthread_mutex_unlock(&m);
    return total;
}
