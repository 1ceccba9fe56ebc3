// run: kill-after 3
// run: exit 143
// Acquires again, through a helper, what it holds: it waits for itself.
#include "home.h"

static struct spin lock;
static int total;

static void add(int n)
{
    spin_lock(&lock); // expect: lock-double-acquire
    total += n;
    spin_unlock(&lock);
}

int main(void)
{
    spin_lock(&lock);
    add(1);
    spin_unlock(&lock);
    return 0;
}
