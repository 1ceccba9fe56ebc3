#include "../../stubs/neco.h"

struct inbox {
    neco_chan *mail;
};

static int inbox_next(struct inbox *b, int *v)
{
    return neco_chan_recv(b->mail, v);
}

int read_mail(void)
{
    struct inbox b;
    int v = 0;
    if (neco_chan_make(&b.mail, sizeof v, 1) != NECO_OK)
        return -1;
    inbox_next(&b, &v); // expect: channel-stuck
    neco_chan_release(b.mail);
    return v;
}
