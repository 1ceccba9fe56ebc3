/* Copied line, name not changed: one thread is joined twice and the other never. */
#include <pthread.h>

void *pump_in(void *arg);
void *pump_out(void *arg);

int proxy(int fd)
{
    pthread_t in, out;

    if (pthread_create(&in, NULL, pump_in, &fd) != 0)
        return -1;
    if (pthread_create(&out, NULL, pump_out, &fd) != 0) { // expect: thread-leak
        pthread_join(in, NULL);
        return -1;
    }
    pthread_join(in, NULL);
    pthread_join(in, NULL); // expect: thread-double-join
    return 0;
}
