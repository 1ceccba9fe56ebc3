// Each of two producers closes the channel when it has finished.
#include "home.h"

static struct chan *c;

static void *produce(void *arg)
{
    order_await(*(int *)arg);
    chan_close(c); // expect: channel-double-close
    order_arrive();
    return NULL;
}

int main(void)
{
    static int first = 1, second = 2;

    c = chan_new(0);
    pthread_t a = spawn(produce, &first), b = spawn(produce, &second);
    order_reach(1);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    chan_free(c);
    return 0;
}
