/* The handle is used again for another thread before the join. */
#include <pthread.h>

void *announce(void *arg);
void *transfer(void *arg);

int send_file(void *file)
{
    pthread_t tid;

    if (pthread_create(&tid, NULL, announce, file) == 0)
        pthread_detach(tid);
    if (pthread_create(&tid, NULL, transfer, file) != 0)
        return -1;
    pthread_join(tid, NULL);
    return 0;
}
