/* The request lives on the stack of a function that returns at once. */
#include <pthread.h>

struct request {
    int fd;
    int flags;
};

void *serve(void *arg);

int accept_one(int fd)
{
    struct request r = {fd, 0};
    pthread_t t;
    if (pthread_create(&t, NULL, serve, &r) != 0)
        return -1;
    pthread_detach(t); // expect: thread-arg-lifetime
    return 0;
}
