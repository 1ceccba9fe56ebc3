/* The connection goes, its timer stays. */
#include <stdlib.h>
#include <unistd.h>

#include "conn.h"

struct conn *conn_open(struct event_base *base, int fd);
void conn_retry(struct conn *c, const struct timeval *in);

static void conn_close(struct conn *c)
{
    close(c->fd);
    free(c);
}

int main(void)
{
    static const struct timeval second = {1, 0};
    struct event_base *base = event_base_new();
    struct conn *c = conn_open(base, 0);

    if (!c)
        return 1;
    conn_retry(c, &second);
    event_base_dispatch(base);
    conn_close(c);
    event_base_free(base);
    return 0;
}
