// A lock of the program's own making is released twice.
#include "home.h"

static struct spin lock;

int main(void)
{
    spin_lock(&lock);
    spin_unlock(&lock);
    spin_unlock(&lock); // expect: lock-not-held
    return 0;
}
