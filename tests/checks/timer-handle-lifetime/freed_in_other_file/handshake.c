#include <unistd.h>

#include "conn.h"

int conn_handshake(struct conn *c)
{
    return write(c->fd, "hello", 5) == 5 ? 0 : -1;
}
