#include "../../stubs/chan.h"

struct worker {
    chan_t *in;
    volatile int stop;
};

void handle(void *v);

void serve(struct worker *w)
{
    void *v = NULL;
    while (!w->stop) {
        chan_recv(w->in, &v);
        handle(v);
    }
}
