/* conn_free() trusts that the timer is not pending. */
#include <stdlib.h>

#include "conn.h"

void conn_free(struct conn *c)
{
    free(c->peer);
    free(c);
}
