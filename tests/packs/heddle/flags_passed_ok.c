/* The wrapper is told by its callers how to acquire. */
#include <heddle/heddle.h>

struct latch {
    int word;
};

static struct latch table, index_of;

static void latch_acquire(struct latch *l, unsigned flags)
{
    heddle_lock_before_acquire(l, flags);
    while (__atomic_exchange_n(&l->word, 1, __ATOMIC_ACQUIRE))
        ;
    heddle_lock_acquired(l, flags);
}

static void latch_release(struct latch *l)
{
    heddle_lock_before_release(l);
    __atomic_store_n(&l->word, 0, __ATOMIC_RELEASE);
    heddle_lock_released(l);
}

void rebuild(int n)
{
    for (int i = 0; i < n; i++) {
        latch_acquire(&table, HEDDLE_EXCLUSIVE);
        latch_acquire(&index_of, HEDDLE_SHARED);
        latch_release(&index_of);
        latch_release(&table);
    }
}

int main(int argc, char **argv)
{
    (void)argv;
    rebuild(argc);
    return 0;
}
