/* The thread runs already when the start fails for another reason; the caller only stops what was
 * started successfully. */
#include <pthread.h>

struct service {
    pthread_t receiver;
    int limit;
};

void *receive(void *arg);

static int service_start(struct service *s, int limit)
{
    if (pthread_create(&s->receiver, NULL, receive, s) != 0)
        return -1;
    if (limit < 0)
        return -1;
    s->limit = limit;
    return 0;
}

static void service_stop(struct service *s)
{
    pthread_join(s->receiver, NULL);
}

int serve(int limit)
{
    struct service s;
    if (service_start(&s, limit) < 0)
        return -1; // expect: thread-leak
    service_stop(&s);
    return 0;
}
