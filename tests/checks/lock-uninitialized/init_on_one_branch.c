/* Only the big variant gets a lock. */
#include <pthread.h>

int sum(const int *v, int n)
{
    pthread_mutex_t guard;
    int s = 0;

    if (n > 100)
        pthread_mutex_init(&guard, NULL);
    for (int i = 0; i < n; i++)
        s += v[i];
    pthread_mutex_lock(&guard); // expect: lock-uninitialized
    s += n;
    pthread_mutex_unlock(&guard);
    return s;
}
