#include "table.h"

int main(void)
{
    editor_setup();
    pthread_mutex_lock(&table_lock);
    leave();
    pthread_mutex_lock(&table_lock);
    leave();
    return 0;
}
