// One channel is in the table twice.
#include "home.h"

int main(void)
{
    struct chan *table[3];

    table[0] = chan_new(0);
    table[1] = chan_new(0);
    table[2] = table[0];
    for (int i = 0; i < 3; i++)
        chan_free(table[i]); // expect: channel-double-free
    return 0;
}
