/* Opens the gate before any thread is there: it never waits, and wakes up whoever would. */
#include "gate.h"

static void open_gate(void)
{
    pthread_mutex_lock(&gate_lock);
    is_open = 1;
    pthread_cond_broadcast(&gate_open);
    pthread_mutex_unlock(&gate_lock);
}

int main(void)
{
    open_gate();
    gate_pass();
    return 0;
}
