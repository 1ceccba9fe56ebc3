// The function says that its caller must hold the lock.
#include "home.h"

static struct spin lock;
static int total;

static void add(int n)
{
    heddle_assert_held(&lock, HEDDLE_EXCLUSIVE); // expect: lock-not-held
    total += n;
}

int main(void)
{
    spin_lock(&lock);
    add(1);
    spin_unlock(&lock);
    add(2);
    return 0;
}
