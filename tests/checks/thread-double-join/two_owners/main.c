#include "client.h"

int main(void)
{
    struct client c = {.fd = 0};

    if (client_open(&c) != 0)
        return 1;
    client_wait(&c);
    client_close(&c); // expect: thread-double-join
    return 0;
}
