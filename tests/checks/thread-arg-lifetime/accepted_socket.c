/* The classic: every thread gets the address of the one variable that the next accept overwrites. */
#include <pthread.h>
#include <sys/socket.h>

void *client(void *arg);

void serve(int listener)
{
    for (;;) {
        pthread_t t;
        int fd = accept(listener, NULL, NULL);
        if (fd < 0)
            break;
        if (pthread_create(&t, NULL, client, &fd) == 0)
            pthread_detach(t); // expect: thread-arg-lifetime
    }
}
