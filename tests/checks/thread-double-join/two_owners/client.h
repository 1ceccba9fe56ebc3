#ifndef CLIENT_H
#define CLIENT_H
#include <pthread.h>

struct client {
    int fd;
    pthread_t receiver;
};
int client_open(struct client *c);
void client_wait(struct client *c);
void client_close(struct client *c);
#endif
