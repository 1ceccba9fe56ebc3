// Freed without a close.
#include "home.h"

int main(void)
{
    for (int i = 0; i < 10; i++)
        chan_free(chan_new(0));
    return 0;
}
