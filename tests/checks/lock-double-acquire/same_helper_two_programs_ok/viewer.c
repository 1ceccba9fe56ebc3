/* leave() of this program only says goodbye. */
#include "table.h"

int main(void)
{
    viewer_setup();
    pthread_mutex_lock(&table_lock);
    pthread_mutex_unlock(&table_lock);
    leave();
    return 0;
}
