/* leave() of this program only says goodbye. */
#include "table.h"

int main(void)
{
    viewer_setup();
    pthread_mutex_lock(&table_lock);
    leave();
    pthread_mutex_lock(&table_lock); // expect: lock-double-acquire
    leave();
    pthread_mutex_unlock(&table_lock);
    return 0;
}
