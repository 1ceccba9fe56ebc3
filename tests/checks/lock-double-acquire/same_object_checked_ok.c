/* Two accounts, unless both are the same one. */
#include <pthread.h>

struct account {
    pthread_mutex_t lock;
    long balance;
};

void transfer(struct account *from, struct account *to, long n)
{
    struct account *lo = from < to ? from : to, *hi = from < to ? to : from;

    pthread_mutex_lock(&lo->lock);
    if (hi != lo)
        pthread_mutex_lock(&hi->lock);
    from->balance -= n;
    to->balance += n;
    if (hi != lo)
        pthread_mutex_unlock(&hi->lock);
    pthread_mutex_unlock(&lo->lock);
}
