/* The attribute says joinable, and nobody joins. */
#include <pthread.h>
#include <stddef.h>

void *poll_sensors(void *arg);

int sensors_begin(void *bus)
{
    pthread_attr_t attr;
    pthread_t poller;
    int rc = -1;

    if (pthread_attr_init(&attr) != 0)
        return -1;
    if (pthread_attr_setstacksize(&attr, 64 * 1024) != 0)
        goto out;
    if (pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_JOINABLE) != 0)
        goto out;
    rc = pthread_create(&poller, &attr, poll_sensors, bus); // expect: thread-leak
out:
    pthread_attr_destroy(&attr);
    return rc;
}
