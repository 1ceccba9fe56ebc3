#include "store.h"

int store_add(struct store *s, int limit)
{
    store_begin(s);
    if (s->items < limit)
        return store_commit(s);
    store_end(s);
    return -1;
}
