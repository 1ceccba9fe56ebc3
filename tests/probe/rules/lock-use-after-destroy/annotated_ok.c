// The memory becomes a new lock each time.
#include "home.h"

int main(void)
{
    for (int i = 0; i < 5; i++) {
        struct spin *lock = (struct spin *)malloc(sizeof *lock);
        spin_init(lock);
        spin_lock(lock);
        spin_unlock(lock);
        spin_destroy(lock);
        free(lock);
    }
    return 0;
}
