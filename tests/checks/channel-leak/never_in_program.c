/* The program keeps it and never gives it back. */
#include "../../stubs/chan.h"

static chan_t *queue;

int main(void)
{
    void *v = 0;
    queue = chan_init(4); // expect: channel-leak
    if (!queue)
        return 1;
    if (chan_send(queue, &queue) != 0)
        return 1;
    return chan_recv(queue, &v);
}
