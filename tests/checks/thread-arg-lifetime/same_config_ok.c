/* All threads get the same, unchanging record. */
#include <pthread.h>

#define N 4

struct config {
    int rounds;
};

void *worker(void *arg);

void run(int rounds)
{
    struct config c = {rounds};
    pthread_t t[N];
    int n = 0;
    while (n < N && pthread_create(&t[n], NULL, worker, &c) == 0)
        n++;
    while (n > 0)
        pthread_join(t[--n], NULL);
}
