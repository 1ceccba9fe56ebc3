/* All workers read the loop's counter. */
#include <pthread.h>

#define N 4

void *worker(void *arg);

void run(void)
{
    pthread_t t[N];
    int made = 0;
    for (int i = 0; i < N; i++) {
        if (pthread_create(&t[made], NULL, worker, &i) != 0) // expect: thread-arg-lifetime
            break;
        made++;
    }
    for (int i = 0; i < made; i++)
        pthread_join(t[i], NULL);
}
