/* The error path releases the outer of two locks only. */
#include <pthread.h>

struct bank {
    pthread_mutex_t accounts, ledger;
    long balance[16];
    int entries;
};

int bank_move(struct bank *b, int from, int to, long amount)
{
    pthread_mutex_lock(&b->accounts);
    pthread_mutex_lock(&b->ledger);
    if (b->balance[from] < amount) {
        pthread_mutex_unlock(&b->accounts);
        return -1; // expect: lock-held-at-return
    }
    b->balance[from] -= amount;
    b->balance[to] += amount;
    b->entries++;
    pthread_mutex_unlock(&b->ledger);
    pthread_mutex_unlock(&b->accounts);
    return 0;
}
