#include "../../stubs/neco.h"

int make_both(neco_chan **a, neco_chan **b);
neco_chan *find(int id);

int run(int v)
{
    neco_chan *a, *b;
    if (make_both(&a, &b) < 0)
        return -1;
    neco_chan_send(a, &v);
    b = find(v);
    return neco_chan_send(b, &v);
}
