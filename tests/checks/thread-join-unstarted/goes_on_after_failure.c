/* A failed creation is counted and skipped; all sixteen handles are joined. */
#include <pthread.h>

#define N 16

void *worker(void *arg);

int run(void)
{
    pthread_t t[N];
    int failed = 0;

    for (int i = 0; i < N; i++) {
        if (pthread_create(&t[i], NULL, worker, NULL) != 0) {
            failed++;
            continue;
        }
    }
    for (int i = 0; i < N; i++)
        pthread_join(t[i], NULL); // expect: thread-join-unstarted
    return failed;
}
