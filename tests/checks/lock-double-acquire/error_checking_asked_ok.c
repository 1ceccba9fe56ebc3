/* The mutex answers EDEADLK when its thread has it already, and everybody looks at the answer. */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

static pthread_mutex_t m;

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

/* Is the calling thread inside already? */
static bool enter(void)
{
    int rc = pthread_mutex_lock(&m);
    if (rc == EDEADLK)
        return false;
    return rc == 0;
}

static void print_all(int n)
{
    bool mine = enter();
    for (int i = 0; i < n; i++)
        printf("%d\n", i);
    if (mine)
        pthread_mutex_unlock(&m);
}

static void print_twice(int n)
{
    if (!enter())
        return;
    print_all(n);
    print_all(n);
    pthread_mutex_unlock(&m);
}

static void again(void)
{
    if (pthread_mutex_lock(&m) != 0)
        return;
    int rc = pthread_mutex_lock(&m);
    if (rc != EDEADLK)
        puts("this mutex does not check");
    pthread_mutex_unlock(&m);
}

int main(void)
{
    if (setup() != 0)
        return 1;
    print_twice(3);
    again();
    pthread_mutex_destroy(&m);
    return 0;
}
