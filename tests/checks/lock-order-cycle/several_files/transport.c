#include "core.h"

struct transport the_transport = {PTHREAD_MUTEX_INITIALIZER, &the_session, 0};

void transport_send(struct transport *t, int n)
{
    pthread_mutex_lock(&t->lock); // expect: lock-order-cycle
    t->sent += n;
    pthread_mutex_unlock(&t->lock);
}

void transport_ack(struct transport *t)
{
    pthread_mutex_lock(&t->lock);
    if (--t->sent == 0)
        session_on_ack(&the_session);
    pthread_mutex_unlock(&t->lock);
}
