/* Calls report() with its lock held: that of the program it is linked with. */
#include "store.h"

pthread_mutex_t store_lock = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

void store_put(void)
{
    pthread_mutex_lock(&store_lock);
    report();
    pthread_mutex_unlock(&store_lock);
}
