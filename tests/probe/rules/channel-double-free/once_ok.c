// Each freed once.
#include "home.h"

int main(void)
{
    struct chan *table[3];

    for (int i = 0; i < 3; i++)
        table[i] = chan_new(0);
    for (int i = 0; i < 3; i++)
        chan_free(table[i]);
    return 0;
}
