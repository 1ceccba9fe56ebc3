/* Every client detaches itself. */
#include <pthread.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

static void *client(void *arg)
{
    int fd = (int)(intptr_t)arg;
    pthread_detach(pthread_self());
    close(fd);
    return NULL;
}

void serve(int listener)
{
    while (1) {
        int fd = accept(listener, NULL, NULL);
        pthread_t t;
        if (fd >= 0 && pthread_create(&t, NULL, client, (void *)(intptr_t)fd) != 0)
            close(fd);
    }
}
