// run: kill-after 4
// run: exit 143
// Two tasks of one thread: each is suspended with one lock held and waits for the other's. Nothing is known of
// their stacks, so the finding stands in the lock's own function.
#include "home.h"

static struct spin a, b;
static int first, second;

static void ask(struct spin *l)
{
    heddle_lock_before_acquire(l, HEDDLE_EXCLUSIVE); // expect: deadlock, lock-order-cycle
}

int main(void)
{
    heddle_task_create(&first, "first", NULL, 0);
    heddle_task_create(&second, "second", NULL, 0);
    heddle_task_switch(&first);
    spin_lock(&a);
    heddle_task_switch(&second);
    spin_lock(&b);
    heddle_task_switch(&first);
    ask(&b);
    heddle_task_switch(&second);
    ask(&a);
    heddle_task_switch(NULL);
    for (;;)
        usleep(1000);
}
