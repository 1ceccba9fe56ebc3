#ifndef CORE_H
#define CORE_H
#include <pthread.h>

struct session {
    pthread_mutex_t lock;
    int streams;
};
struct transport {
    pthread_mutex_t lock;
    struct session *s;
    int sent;
};
extern struct session the_session;
extern struct transport the_transport;
void transport_send(struct transport *t, int n);
void transport_ack(struct transport *t);
void session_open_stream(struct session *s);
void session_on_ack(struct session *s);
#endif
