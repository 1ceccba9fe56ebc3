/* The request is on the heap; the thread frees it. */
#include <pthread.h>
#include <stdlib.h>

struct request {
    int fd;
    int flags;
};

static void *serve(void *arg)
{
    struct request *r = arg;
    int fd = r->fd;
    free(r);
    return fd < 0 ? arg : NULL;
}

int accept_one(int fd)
{
    struct request *r = malloc(sizeof *r);
    pthread_t t;
    if (!r)
        return -1;
    r->fd = fd;
    r->flags = 0;
    if (pthread_create(&t, NULL, serve, r) != 0) {
        free(r);
        return -1;
    }
    pthread_detach(t);
    return 0;
}
