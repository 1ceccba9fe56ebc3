/* Signals in a loop, on a condition of this very call. */
#include <pthread.h>

void *submit(int i, pthread_cond_t *done);

int submit_all(int n)
{
    pthread_cond_t done;
    int i;

    for (i = 0; i < n; i++) {
        pthread_cond_signal(&done); // expect: cond-uninitialized
        if (submit(i, &done) == NULL)
            break;
    }
    return i;
}
