// Memory of a closed channel becomes a new one.
#include "home.h"

int main(void)
{
    for (int i = 0; i < 3; i++) {
        struct chan *c = chan_new(0);
        chan_close(c);
        chan_free(c);
    }
    return 0;
}
