/* The error path frees the peer and forgets that its timer runs. */
#include <stdlib.h>

#include "../../packs/include/ev.h"

#define PEER_TIMEOUT 30.

struct peer {
    ev_timer timeout;
    int fd;
    struct peer *next;
};

static void on_timeout(struct ev_loop *loop, ev_timer *w, int revents)
{
    (void)revents;
    ev_timer_stop(loop, w);
}

int peer_add(struct ev_loop *loop, struct peer **list, int fd)
{
    int rc = -1;
    struct peer *p = malloc(sizeof *p);

    if (!p)
        goto out;
    ev_timer_init(&p->timeout, on_timeout, PEER_TIMEOUT, 0.);
    ev_timer_start(loop, &p->timeout);
    p->fd = fd;
    if (fd < 0)
        goto fail;
    p->next = *list;
    *list = p;
    return 0;
fail:
    free(p); // expect: timer-handle-lifetime
out:
    return rc;
}
