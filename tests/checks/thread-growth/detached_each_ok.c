/* Detached threads give everything back by themselves. */
#include <pthread.h>
#include <stdint.h>
#include <sys/socket.h>

void *client(void *arg);

void serve(int listener)
{
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0)
            continue;
        pthread_t t;
        if (pthread_create(&t, NULL, client, (void *)(intptr_t)fd) == 0)
            pthread_detach(t);
    }
}
