#include "../../../packs/include/event.h"

struct conn {
    struct event_base *base;
    struct event idle;
    char *peer;
    int fd;
};
struct conn *conn_new(struct event_base *base, int fd);
void conn_free(struct conn *c);
int conn_handshake(struct conn *c);
