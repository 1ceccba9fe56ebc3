/* Sorting moves the records about, each with its lock. */
#include <pthread.h>

typedef struct {
    pthread_spinlock_t guard;
    unsigned weight;
} slot_t;

typedef struct {
    slot_t slot;
    const char *label;
} entry_t;

static inline void swap(entry_t *a, entry_t *b)
{
    entry_t old = *a; // expect: lock-copied
    *a = *b;          // expect: lock-copied
    *b = old;         // expect: lock-copied
}

void order(entry_t *e, int n)
{
    for (int i = 1; i < n; i++)
        if (e[i].slot.weight < e[i - 1].slot.weight)
            swap(&e[i], &e[i - 1]);
}
