// A recursive mutex is released as often as it was acquired, however often that is.
#define _GNU_SOURCE
#include <pthread.h>

static pthread_mutex_t tree, deep = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

static void setup(void)
{
    pthread_mutexattr_t at;

    pthread_mutexattr_init(&at);
    pthread_mutexattr_settype(&at, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&tree, &at);
    pthread_mutexattr_destroy(&at);
}

void suspend_all(int depth)
{
    for (int i = 0; i < depth; i++)
        pthread_mutex_lock(&tree);
    for (int i = 0; i < depth; i++)
        pthread_mutex_unlock(&tree);
}

void suspend_deep(int depth)
{
    for (int i = 0; i < depth; i++)
        pthread_mutex_lock(&deep);
    for (int i = 0; i < depth; i++)
        pthread_mutex_unlock(&deep);
}

void thirty_deep(void)
{
    for (int i = 0; i < 30; i++)
        pthread_mutex_lock(&deep);
    for (int i = 0; i < 30; i++)
        pthread_mutex_unlock(&deep);
}

void leave_deep(int depth) /* callers hold it that often */
{
    while (depth-- > 0)
        pthread_mutex_unlock(&deep);
}

void thirty(void)
{
    for (int i = 0; i < 30; i++)
        pthread_mutex_lock(&tree);
    for (int i = 0; i < 30; i++)
        pthread_mutex_unlock(&tree);
}

void four(void)
{
    pthread_mutex_lock(&tree);
    pthread_mutex_lock(&tree);
    pthread_mutex_lock(&tree);
    pthread_mutex_lock(&tree);
    pthread_mutex_unlock(&tree);
    pthread_mutex_unlock(&tree);
    pthread_mutex_unlock(&tree);
    pthread_mutex_unlock(&tree);
}

void leave_both(void) /* callers hold it twice */
{
    pthread_mutex_unlock(&tree);
    pthread_mutex_unlock(&tree);
}

int main(int argc, char **argv)
{
    (void)argv;
    setup();
    suspend_all(argc);
    thirty();
    thirty_deep();
    four();
    pthread_mutex_lock(&tree);
    pthread_mutex_lock(&tree);
    leave_both();
    return 0;
}
