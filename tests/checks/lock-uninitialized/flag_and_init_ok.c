/* Initialised and used under the same condition. */
#include <pthread.h>
#include <stdbool.h>

int sum(const int *v, int n, bool threads)
{
    pthread_mutex_t guard;
    int s = 0;

    if (threads)
        pthread_mutex_init(&guard, NULL);
    for (int i = 0; i < n; i++) {
        if (threads)
            pthread_mutex_lock(&guard);
        s += v[i];
        if (threads)
            pthread_mutex_unlock(&guard);
    }
    if (threads)
        pthread_mutex_destroy(&guard);
    return s;
}
