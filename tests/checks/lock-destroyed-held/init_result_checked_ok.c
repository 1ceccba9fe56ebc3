/* Only a failed initialisation destroys, and nothing is held then. */
#include <pthread.h>
#include <stdlib.h>

struct chan {
    pthread_mutex_t in, out;
};

struct chan *chan_new(void)
{
    struct chan *c = malloc(sizeof *c);
    if (c == NULL)
        return NULL;
    if (pthread_mutex_init(&c->in, NULL) != 0)
        goto no_in;
    if (pthread_mutex_init(&c->out, NULL) != 0)
        goto no_out;
    pthread_mutex_lock(&c->in);
    pthread_mutex_unlock(&c->in);
    return c;
no_out:
    pthread_mutex_destroy(&c->in);
no_in:
    free(c);
    return NULL;
}
