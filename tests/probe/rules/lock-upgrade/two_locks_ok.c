/* Reads one table and writes the other. */
#include "order.h"
#include <pthread.h>

struct table {
    pthread_rwlock_t l;
    int n;
};
static struct table from = {PTHREAD_RWLOCK_INITIALIZER, 3}, to = {PTHREAD_RWLOCK_INITIALIZER, 0};

int main(void)
{
    for (int i = 0; i < 3; i++) {
        pthread_rwlock_rdlock(&from.l);
        pthread_rwlock_wrlock(&to.l);
        to.n += from.n;
        pthread_rwlock_unlock(&to.l);
        pthread_rwlock_unlock(&from.l);
    }
    return to.n != 9;
}
