/* The handle leaves through an out-parameter; whoever asked for it joins. */
#include <pthread.h>
#include <stdio.h>

static void *count(void *arg)
{
    return arg;
}

static int start_counter(long *to, pthread_t *out)
{
    pthread_t tid;
    if (pthread_create(&tid, NULL, count, to) != 0)
        return -1;
    *out = tid;
    return 0;
}

int main(void)
{
    long to = 10;
    pthread_t counter;
    void *result;

    if (start_counter(&to, &counter) < 0)
        return 1;
    pthread_join(counter, &result);
    printf("%ld\n", *(long *)result);
    return 0;
}
