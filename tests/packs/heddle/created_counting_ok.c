/* A wait group that counts from the moment it is made. */
#include <heddle/heddle.h>

struct latch {
    int left;
};

static struct latch ready;

static void latch_init(struct latch *l, int n)
{
    heddle_waitgroup_create(l, n);
    l->left = n;
}

static void latch_down(struct latch *l)
{
    heddle_waitgroup_done(l);
    __atomic_sub_fetch(&l->left, 1, __ATOMIC_RELEASE);
}

static void latch_wait(struct latch *l)
{
    heddle_waitgroup_wait_begin(l);
    while (__atomic_load_n(&l->left, __ATOMIC_ACQUIRE))
        ;
    heddle_waitgroup_wait_end(l, 1);
}

int main(void)
{
    latch_init(&ready, 2);
    latch_down(&ready);
    latch_down(&ready);
    latch_wait(&ready);
    heddle_waitgroup_create(&ready, 1);
    heddle_waitgroup_done(&ready);
    heddle_waitgroup_destroy(&ready);
    return 0;
}
