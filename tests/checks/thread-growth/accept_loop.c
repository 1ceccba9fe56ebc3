/* A thread per connection, for ever; the handle of each dies with its round. */
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
        pthread_create(&t, NULL, client, (void *)(intptr_t)fd); // expect: thread-growth
    }
}
