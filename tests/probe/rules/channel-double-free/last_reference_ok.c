// Two references: the last one frees.
#include "home.h"

static struct chan *c;
static int users = 2;

static void drop(void)
{
    if (__atomic_sub_fetch(&users, 1, __ATOMIC_ACQ_REL) == 0)
        chan_free(c);
}

static void *consumer(void *arg)
{
    int item;

    chan_recv(c, &item);
    drop();
    return arg;
}

int main(void)
{
    c = chan_new(0);
    pthread_t t = spawn(consumer, NULL);
    chan_send(c, 1);
    drop();
    pthread_join(t, NULL);
    return 0;
}
