// Recursive by announcement; and a try that fails because the thread has it.
#include "home.h"

static struct spin recursive, plain;

static void again(int depth)
{
    heddle_lock_before_acquire(&recursive, HEDDLE_EXCLUSIVE);
    heddle_lock_acquired(&recursive, HEDDLE_EXCLUSIVE);
    if (depth)
        again(depth - 1);
    heddle_lock_before_release(&recursive);
}

int main(void)
{
    heddle_lock_init(&recursive, HEDDLE_LOCK_RECURSIVE);
    again(3);
    spin_lock(&plain);
    must(!spin_trylock(&plain));
    spin_unlock(&plain);
    must(spin_trylock(&plain));
    spin_unlock(&plain);
    return 0;
}
