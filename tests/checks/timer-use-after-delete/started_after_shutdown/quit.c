/* The last request touches the timer of a server that is down. */
#include "server.h"

int last_request(struct server *s, int (*answer)(void))
{
    int rc = answer();

    if (rc < 0)
        server_stop(s);
    server_touch(s); // expect: timer-use-after-delete
    return rc;
}
