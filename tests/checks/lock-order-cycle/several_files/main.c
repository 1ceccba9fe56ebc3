#include <stddef.h>

#include "core.h"

static void *receiver(void *arg)
{
    for (int i = 0; i < 100; i++)
        transport_ack(&the_transport);
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, receiver, NULL) != 0)
        return 1;
    for (int i = 0; i < 100; i++)
        session_open_stream(&the_session);
    pthread_join(t, NULL);
    return 0;
}
