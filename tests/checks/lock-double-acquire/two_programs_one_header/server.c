/* The function of the header is this program's as much as the other's. */
#include "bump.h"

int main(void)
{
    pthread_mutex_lock(&count_lock);
    bump(); // expect: lock-double-acquire
    pthread_mutex_unlock(&count_lock);
    return count;
}
