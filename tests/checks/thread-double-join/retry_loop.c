/* The loop waits for the same thread in every round. */
#include <pthread.h>

void *probe_device(void *arg);
int device_ready(int id);

int device_wait(int id)
{
    pthread_t prober;

    if (pthread_create(&prober, NULL, probe_device, &id) != 0)
        return -1;
    do {
        pthread_join(prober, NULL); // expect: thread-double-join
    } while (!device_ready(id));
    return 0;
}
