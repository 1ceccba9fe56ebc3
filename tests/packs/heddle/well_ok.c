#include "home.h"

static struct spin lock, first, second;
static struct rw table;
static struct group work;
static int total;

static void add(int n)
{
    heddle_assert_held(&lock, HEDDLE_EXCLUSIVE);
    total += n;
}

int count(int n)
{
    spin_lock(&lock);
    if (n < 0) {
        spin_unlock(&lock);
        return -1;
    }
    add(n);
    add(1);
    spin_unlock(&lock);
    if (spin_trylock(&lock)) {
        total = 0;
        spin_unlock(&lock);
    }
    return 0;
}

int look(void)
{
    rw_read(&table);
    int n = total;
    rw_done(&table);
    rw_write(&table);
    total = 0;
    rw_done(&table);
    return n;
}

static void *one(void *arg)
{
    spin_lock(&first);
    spin_lock(&second);
    spin_unlock(&second);
    spin_unlock(&first);
    group_done(&work);
    return arg;
}

static void *two(void *arg)
{
    spin_lock(&second);
    if (spin_trylock(&first)) /* backs off */
        spin_unlock(&first);
    spin_unlock(&second);
    group_done(&work);
    return arg;
}

int run(void)
{
    pthread_t t, u;
    group_init(&work, 0);
    group_add(&work, 1);
    if (pthread_create(&t, NULL, one, NULL) != 0) {
        group_done(&work);
        return -1;
    }
    group_add(&work, 1);
    if (pthread_create(&u, NULL, two, NULL) != 0) {
        group_done(&work);
        group_wait(&work);
        pthread_join(t, NULL);
        return -1;
    }
    group_wait(&work);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    group_destroy(&work);
    return 0;
}

int pass(void)
{
    struct chan *c = chan_new();
    int item = 0;
    if (!c)
        return -1;
    chan_send(c, 1);
    chan_close(c);
    while (chan_recv(c, &item))
        total += item;
    chan_free(c);
    return item;
}

int later(void)
{
    struct tick *t = tick_new();
    if (!t)
        return -1;
    tick_arm(t, 10);
    tick_free(t);
    return 0;
}

/* Flags that only the run decides say nothing. */
void acquire_as(struct spin *s, unsigned flags)
{
    heddle_lock_before_acquire(s, flags);
    heddle_lock_acquired(s, flags);
}

/* Recursive by announcement. */
static struct spin again;
static void deep(int n)
{
    heddle_lock_before_acquire(&again, 0);
    heddle_lock_acquired(&again, 0);
    if (n)
        deep(n - 1);
    heddle_lock_before_release(&again);
}
void recursion(void)
{
    heddle_lock_init(&again, HEDDLE_LOCK_RECURSIVE);
    deep(3);
}
