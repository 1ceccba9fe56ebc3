#include "store.h"

int store_add(struct store *s, int limit)
{
    int n = -1;

    store_begin(s);
    if (s->items < limit)
        n = store_commit(s);
    store_end(s); // expect: lock-not-held
    return n;
}
