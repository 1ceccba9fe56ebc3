// A struct that is a wait group, a lock and a timer in one begins with another wait group: one address.
#include "home.h"

static struct {
    struct group inner;
    long outer;
} both;

static void outer_add(long n)
{
    heddle_lock_acquired(&both, HEDDLE_EXCLUSIVE);
    group_add(&both.inner, n);
    both.outer += n;
    heddle_lock_before_release(&both);
}

int main(void)
{
    heddle_timer_create(&both);
    outer_add(1);
    outer_add(-1);
    group_wait(&both.inner);
    heddle_timer_delete(&both);
    return 0;
}
