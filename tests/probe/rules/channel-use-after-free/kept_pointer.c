// A table keeps the pointer of a channel that is gone.
#include "home.h"

static struct chan *table[4];

static void broadcast(int item)
{
    for (int i = 0; i < 4; i++)
        if (table[i])
            chan_send(table[i], item); // expect: channel-use-after-free
}

int main(void)
{
    for (int i = 0; i < 4; i++)
        table[i] = chan_new(0);
    broadcast(1);
    struct chan *gone = table[2];
    chan_free(gone);
    broadcast(2);
    table[2] = NULL;
    for (int i = 0; i < 4; i++)
        if (table[i])
            chan_free(table[i]);
    return 0;
}
