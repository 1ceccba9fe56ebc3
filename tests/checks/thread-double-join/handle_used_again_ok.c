/* The variable is used again for a new thread after the join. */
#include <pthread.h>

void *phase_one(void *arg);
void *phase_two(void *arg);

int phases(void *data)
{
    pthread_t tid;
    if (pthread_create(&tid, NULL, phase_one, data) != 0)
        return -1;
    pthread_join(tid, NULL);
    if (pthread_create(&tid, NULL, phase_two, data) != 0)
        return -1;
    pthread_join(tid, NULL);
    return 0;
}
