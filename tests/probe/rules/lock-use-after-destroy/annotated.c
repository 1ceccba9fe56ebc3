// Acquired after it was destroyed.
#include "home.h"

static struct spin lock;

int main(void)
{
    spin_init(&lock);
    spin_lock(&lock);
    spin_unlock(&lock);
    spin_destroy(&lock);
    spin_lock(&lock); // expect: lock-use-after-destroy
    return 0;
}
