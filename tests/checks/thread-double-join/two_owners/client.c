#include "client.h"

#include <unistd.h>

static void *receive(void *arg)
{
    struct client *c = arg;
    char buf[256];
    while (read(c->fd, buf, sizeof buf) > 0)
        ;
    return NULL;
}

int client_open(struct client *c)
{
    return pthread_create(&c->receiver, NULL, receive, c);
}

void client_wait(struct client *c)
{
    pthread_join(c->receiver, NULL);
}

void client_close(struct client *c)
{
    close(c->fd);
    pthread_join(c->receiver, NULL);
}
