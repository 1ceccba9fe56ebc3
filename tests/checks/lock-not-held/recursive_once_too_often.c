// A recursive mutex: acquired twice, released three times.
#include <pthread.h>

static pthread_mutex_t tree;

int main(void)
{
    pthread_mutexattr_t at;

    pthread_mutexattr_init(&at);
    pthread_mutexattr_settype(&at, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&tree, &at);
    pthread_mutexattr_destroy(&at);
    pthread_mutex_lock(&tree);
    pthread_mutex_lock(&tree);
    pthread_mutex_unlock(&tree);
    pthread_mutex_unlock(&tree);
    pthread_mutex_unlock(&tree); // expect: lock-not-held
    return 0;
}
