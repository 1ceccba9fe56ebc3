/* The handle starts as the creator's own; the stop function asks first. */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct client {
    pthread_t thread;
    bool threaded;
};

static void client_stop(struct client *c)
{
    if (c->threaded && !pthread_equal(c->thread, pthread_self()))
        pthread_join(c->thread, NULL);
}

struct client *client_new(bool fail)
{
    struct client *c = malloc(sizeof *c);
    if (!c)
        return NULL;
    c->thread = pthread_self();
    if (fail) {
        client_stop(c);
        free(c);
        return NULL;
    }
    return c;
}
