/* The first add of a connection stands in accept(), not in the function that waits. */
#include "../../stubs/neco.h"

struct server {
    neco_waitgroup conns;
    int listener;
};

int next_conn(int listener);

static void stream(int argc, void *argv[])
{
    struct server *s = argv[0];
    neco_yield();
    neco_waitgroup_done(&s->conns);
}

static void conn(int argc, void *argv[])
{
    struct server *s = argv[0];
    neco_waitgroup_add(&s->conns, 1);
    neco_start(stream, 1, s);
    neco_waitgroup_done(&s->conns);
}

static void accept_one(struct server *s)
{
    neco_waitgroup_add(&s->conns, 1);
    neco_start(conn, 1, s);
}

void server_run(struct server *s)
{
    while (next_conn(s->listener) >= 0)
        accept_one(s);
    neco_waitgroup_wait(&s->conns);
}
