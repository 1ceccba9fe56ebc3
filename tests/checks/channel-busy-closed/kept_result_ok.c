#include "../../stubs/neco.h"

void handle(int n);

int serve(neco_chan *c)
{
    int n = 0, rc = 0;
    while (rc == NECO_OK) {
        rc = neco_chan_recv(c, &n);
        if (rc == NECO_OK)
            handle(n);
    }
    return rc;
}
