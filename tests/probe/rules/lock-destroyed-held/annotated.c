// Destroyed while another thread holds it.
#include "home.h"

static struct spin lock;

static void *hold(void *arg)
{
    spin_lock(&lock);
    order_reach(1);
    order_await(2);
    heddle_ignore_begin();
    spin_unlock(&lock);
    heddle_ignore_end();
    return arg;
}

int main(void)
{
    spin_init(&lock);
    pthread_t t = spawn(hold, NULL);
    order_await(1);
    spin_destroy(&lock); // expect: lock-destroyed-held
    order_reach(2);
    pthread_join(t, NULL);
    return 0;
}
