/* Every round has a barrier of its own. */
#include <pthread.h>

void spawn(pthread_barrier_t *b, int n);

int rounds(int n)
{
    pthread_barrier_t b;
    while (n-- > 0) {
        if (pthread_barrier_init(&b, NULL, 2) != 0)
            return -1;
        spawn(&b, n);
        pthread_barrier_wait(&b);
        pthread_barrier_destroy(&b);
    }
    return 0;
}
