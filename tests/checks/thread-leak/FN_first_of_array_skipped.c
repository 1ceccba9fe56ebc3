/* The joining loop starts at 1: worker 0 is never joined. Needs to know which elements are joined. */
#include <pthread.h>

void *work(void *arg);

int crunch(void *data)
{
    pthread_t worker[4];
    int n;
    for (n = 0; n < 4; n++) {
        if (pthread_create(&worker[n], NULL, work, data) != 0)
            break;
    }
    for (int i = 1; i < n; i++)
        pthread_join(worker[i], NULL);
    return n; // expect: thread-leak
}
