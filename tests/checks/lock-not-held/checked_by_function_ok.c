// A function that we cannot see, and one that we can, ends the program when a lock cannot be had.
#include <pthread.h>
#include <unistd.h>

void check_zero(int status);

static void require(int holds)
{
    if (!holds)
        _exit(1);
}

int count(int n)
{
    pthread_mutex_t m;

    pthread_mutex_init(&m, NULL);
    check_zero(pthread_mutex_lock(&m));
    n++;
    check_zero(pthread_mutex_unlock(&m));
    check_zero(pthread_mutex_lock(&m) != 0);
    n++;
    pthread_mutex_unlock(&m);
    pthread_mutex_destroy(&m);
    return n;
}

int nest(int n)
{
    pthread_mutexattr_t at;
    pthread_mutex_t m;

    pthread_mutexattr_init(&at);
    pthread_mutexattr_settype(&at, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&m, &at);
    pthread_mutexattr_destroy(&at);
    for (int i = 0; i < 3; i++)
        require(pthread_mutex_lock(&m) == 0);
    n++;
    for (int i = 0; i < 3; i++)
        require(pthread_mutex_unlock(&m) == 0);
    pthread_mutex_destroy(&m);
    return n;
}
