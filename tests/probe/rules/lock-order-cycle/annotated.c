// Two locks of the program's own making in opposite order, one after the other by chance.
#include "home.h"

static struct {
    struct spin accounts, audit;
} bank;

static void *pay(void *arg)
{
    spin_lock(&bank.accounts);
    spin_lock(&bank.audit); // expect: lock-order-cycle
    spin_unlock(&bank.audit);
    spin_unlock(&bank.accounts);
    order_reach(1);
    return arg;
}

static void *check(void *arg)
{
    order_await(1);
    spin_lock(&bank.audit);
    spin_lock(&bank.accounts); // expect: lock-order-cycle
    spin_unlock(&bank.accounts);
    spin_unlock(&bank.audit);
    return arg;
}

int main(void)
{
    pthread_t a = spawn(pay, NULL), b = spawn(check, NULL);

    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
