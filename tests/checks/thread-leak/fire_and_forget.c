/* A request handler that starts a joinable thread and loses the handle when it returns. */
#include <pthread.h>
#include <stdlib.h>

struct mail {
    char to[64];
    char body[512];
};

int smtp_deliver(const struct mail *m);

static void *deliver(void *arg)
{
    struct mail *m = arg;
    smtp_deliver(m);
    free(m);
    return NULL;
}

int mail_send_later(struct mail *m)
{
    pthread_t tid;
    int rc;

    rc = pthread_create(&tid, NULL, deliver, m); // expect: thread-leak
    if (rc != 0)
        free(m);
    return rc;
}
