// A gate held by both, tries, and regions that the program wants left alone.
#include "home.h"

static struct spin gate, a, b, c, d;

static void *one(void *arg)
{
    spin_lock(&gate);
    spin_lock(&a);
    spin_lock(&b);
    spin_unlock(&b);
    spin_unlock(&a);
    spin_unlock(&gate);
    spin_lock(&c);
    spin_lock(&d);
    spin_unlock(&d);
    spin_unlock(&c);
    order_reach(1);
    return arg;
}

static void *two(void *arg)
{
    order_await(1);
    spin_lock(&gate);
    spin_lock(&b);
    spin_lock(&a);
    spin_unlock(&a);
    spin_unlock(&b);
    spin_unlock(&gate);
    spin_lock(&d);
    if (spin_trylock(&c))
        spin_unlock(&c);
    heddle_ignore_begin();
    spin_lock(&c);
    spin_unlock(&c);
    heddle_ignore_end();
    spin_unlock(&d);
    return arg;
}

int main(void)
{
    pthread_t x = spawn(one, NULL), y = spawn(two, NULL);

    pthread_join(x, NULL);
    pthread_join(y, NULL);
    return 0;
}
