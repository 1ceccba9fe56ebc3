/* Asking for EDEADLK helps with error-checking mutexes only; one of the default kind waits for ever. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int total;

static int add(int n)
{
    if (pthread_mutex_lock(&m) != 0)
        return -1;
    int rc = pthread_mutex_lock(&m); // expect: lock-double-acquire
    total += n;
    if (rc == EDEADLK)
        puts("again");
    pthread_mutex_unlock(&m);
    return total;
}

int main(void)
{
    printf("%d\n", add(2));
    return 0;
}
