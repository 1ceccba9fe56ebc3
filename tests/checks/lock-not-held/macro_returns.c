/* A macro that releases and stores the result; the end of the function releases once more. */
#include <pthread.h>

struct account {
    pthread_mutex_t guard;
    long balance;
};

#define FINISH(a, code)                                                                            \
    do {                                                                                           \
        rc = (code);                                                                               \
        pthread_mutex_unlock(&(a)->guard);                                                         \
    } while (0)

int account_withdraw(struct account *a, long amount)
{
    int rc = 0;

    pthread_mutex_lock(&a->guard);
    if (amount > a->balance)
        FINISH(a, -1);
    else
        a->balance -= amount;
    FINISH(a, rc); // expect: lock-not-held
    return rc;
}
