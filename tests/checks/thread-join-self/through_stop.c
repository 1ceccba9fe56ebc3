/* The stop function joins whoever is the owner, and the owner calls it. */
#include <pthread.h>
#include <stddef.h>

struct client {
    pthread_t thread;
    int pending;
};

static int client_stop(struct client *c)
{
    c->pending = 0;
    return pthread_join(c->thread, NULL);
}

int client_reset(struct client *c)
{
    c->thread = pthread_self();
    return client_stop(c); // expect: thread-join-self
}
