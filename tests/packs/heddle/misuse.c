#include "home.h"

static struct spin lock, other;
static struct rw table;
static struct group work;
static int total;

int still_locked(int n)
{
    spin_lock(&lock);
    if (n < 0)
        return -1; // expect: lock-held-at-return
    total += n;
    spin_unlock(&lock);
    return 0;
}

void twice(void)
{
    spin_lock(&lock);
    spin_lock(&lock); // expect: lock-double-acquire
    total++;
    spin_unlock(&lock);
}

void not_held(void)
{
    spin_lock(&lock);
    spin_unlock(&lock);
    spin_unlock(&lock); // expect: lock-not-held
}

void upgrade(void)
{
    rw_read(&table);
    rw_write(&table); // expect: lock-upgrade
    rw_done(&table);
}

static void *one(void *arg)
{
    spin_lock(&lock);
    spin_lock(&other); // expect: lock-order-cycle
    spin_unlock(&other);
    spin_unlock(&lock);
    return arg;
}

static void *two(void *arg)
{
    spin_lock(&other);
    spin_lock(&lock); // expect: lock-order-cycle
    spin_unlock(&lock);
    spin_unlock(&other);
    return arg;
}

void start(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, one, NULL) != 0)
        return;
    if (pthread_create(&b, NULL, two, NULL) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
}

void after_destroy(void)
{
    struct spin s;
    spin_init(&s);
    spin_lock(&s);
    spin_unlock(&s);
    spin_destroy(&s);
    spin_lock(&s); // expect: lock-use-after-destroy
}

void below_zero(void)
{
    struct group g;
    group_init(&g, 0);
    group_add(&g, 1);
    group_done(&g);
    group_done(&g); // expect: waitgroup-negative
    group_destroy(&g);
}

void closed_twice(void)
{
    struct chan *c = chan_new();
    if (!c)
        return;
    chan_close(c);
    chan_close(c); // expect: channel-double-close
    chan_free(c);
}

void sent_late(void)
{
    struct chan *c = chan_new();
    if (!c)
        return;
    chan_close(c);
    chan_send(c, 1); // expect: channel-send-closed
    chan_free(c);
}

void freed_twice(void)
{
    struct tick *t = tick_new();
    if (!t)
        return;
    heddle_timer_delete(t);
    tick_free(t); // expect: timer-double-delete
}
