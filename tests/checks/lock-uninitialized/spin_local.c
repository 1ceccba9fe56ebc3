/* A spin lock on the stack, used as it comes. */
#include <pthread.h>

unsigned next_id(void)
{
    static unsigned last;
    pthread_spinlock_t lock;

    pthread_spin_lock(&lock); // expect: lock-uninitialized
    unsigned id = ++last;
    pthread_spin_unlock(&lock);
    return id;
}
