/* The thread detaches itself, so its creator may drop the handle. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static void *serve_client(void *arg)
{
    int fd = *(int *)arg;
    char byte;

    free(arg);
    pthread_detach(pthread_self());
    while (read(fd, &byte, 1) == 1)
        if (write(fd, &byte, 1) != 1)
            break;
    close(fd);
    return NULL;
}

int serve(int fd)
{
    pthread_t tid;
    int *arg = malloc(sizeof *arg);
    if (!arg)
        return -1;
    *arg = fd;
    if (pthread_create(&tid, NULL, serve_client, arg) != 0) {
        free(arg);
        return -1;
    }
    return 0;
}
