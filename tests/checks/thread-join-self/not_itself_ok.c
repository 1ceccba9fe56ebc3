/* The owner is the thread that made the object until a worker is started; whoever ends it asks
 * whether that is itself. */
#include <pthread.h>
#include <stdlib.h>

struct client {
    pthread_t thread;
    int threaded;
    char *id;
};

static void client_clear(struct client *c)
{
    if (c->threaded && !pthread_equal(c->thread, pthread_self())) {
        pthread_cancel(c->thread);
        pthread_join(c->thread, NULL);
        c->threaded = 0;
    }
    free(c->id);
    c->id = NULL;
}

struct client *client_new(char *id)
{
    struct client *c = malloc(sizeof *c);

    if (!c)
        return NULL;
    c->thread = pthread_self();
    c->id = NULL;
    client_clear(c);
    c->id = id;
    return c;
}
