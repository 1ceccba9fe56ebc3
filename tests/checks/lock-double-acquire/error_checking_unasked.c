/* The mutex refuses the second acquisition, and nobody looks: the first unlock lets everybody in.
 */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t m;
static int level;

static int setup(void)
{
    pthread_mutexattr_t a;
    if (pthread_mutexattr_init(&a) != 0)
        return -1;
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK);
    int rc = pthread_mutex_init(&m, &a);
    pthread_mutexattr_destroy(&a);
    return rc;
}

static int raise_level(void)
{
    if (pthread_mutex_lock(&m) != 0)
        return -1;
    pthread_mutex_lock(&m); // expect: lock-double-acquire
    level++;
    pthread_mutex_unlock(&m);
    return level;
}

int main(void)
{
    if (setup() != 0)
        return 1;
    printf("%d\n", raise_level());
    pthread_mutex_destroy(&m);
    return 0;
}
