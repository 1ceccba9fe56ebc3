/* The condition is destroyed inside the loop that waits on it. */
#include <pthread.h>

void drain(int *left, pthread_mutex_t *lock)
{
    pthread_cond_t empty = PTHREAD_COND_INITIALIZER;

    pthread_mutex_lock(lock);
    while (*left > 0) {
        pthread_cond_wait(&empty, lock); // expect: cond-use-after-destroy
        pthread_cond_destroy(&empty);
    }
    pthread_mutex_unlock(lock);
}
