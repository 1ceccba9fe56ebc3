#include "core.h"

struct session the_session = {PTHREAD_MUTEX_INITIALIZER, 0};

void session_open_stream(struct session *s)
{
    pthread_mutex_lock(&s->lock);
    s->streams++;
    transport_send(&the_transport, 1);
    pthread_mutex_unlock(&s->lock);
}

void session_on_ack(struct session *s)
{
    pthread_mutex_lock(&s->lock); // expect: lock-order-cycle
    s->streams--;
    pthread_mutex_unlock(&s->lock);
}
