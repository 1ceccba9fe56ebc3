/* A small number travels in the pointer itself. */
#include <pthread.h>
#include <stdint.h>

void *client(void *arg);

int start(int count)
{
    for (int i = 0; i < count; i++) {
        pthread_t t;
        if (pthread_create(&t, NULL, client, (void *)(intptr_t)i) != 0)
            return -1;
        pthread_detach(t);
    }
    return 0;
}
