/* When the second creation fails the record is freed, and with it the handle of the first thread. */
#include <pthread.h>
#include <stdlib.h>

struct link {
    pthread_t receiver, sender;
};

void *receive(void *arg);
void *send_all(void *arg);

struct link *link_start(void)
{
    struct link *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    if (pthread_create(&l->receiver, NULL, receive, l) != 0)
        goto fail;
    if (pthread_create(&l->sender, NULL, send_all, l) != 0)
        goto fail;
    return l;
fail:
    free(l); // expect: thread-leak
    return NULL;
}

void link_stop(struct link *l)
{
    pthread_join(l->receiver, NULL);
    pthread_join(l->sender, NULL);
    free(l);
}
