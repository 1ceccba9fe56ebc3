#include <stdlib.h>
#include <urcu.h>

struct route {
    struct rcu_head rcu;
    int gateway;
};

static struct route *active;

int route_gateway(int missing)
{
    rcu_read_lock();
    struct route *r = rcu_dereference(active);
    if (!r)
        return missing; // expect: lock-held-at-return
    int gateway = r->gateway;
    rcu_read_unlock();
    return gateway;
}

void route_replace(struct route *next)
{
    rcu_read_lock();
    struct route *old = rcu_dereference(active);
    if (old && old->gateway != next->gateway) {
        old = rcu_xchg_pointer(&active, next);
        synchronize_rcu(); // expect: lock-upgrade
        free(old);
    }
    rcu_read_unlock();
}

static void drop(struct route *r)
{
    synchronize_rcu();
    free(r);
}

void route_clear(void)
{
    rcu_read_lock();
    struct route *old = rcu_xchg_pointer(&active, NULL);
    if (old)
        drop(old); // expect: lock-upgrade
    rcu_read_unlock();
}

int route_valid(void)
{
    int ok = 0;
    rcu_read_lock();
    if (rcu_dereference(active)) {
        ok = 1;
        rcu_read_unlock();
    }
    rcu_read_unlock(); // expect: lock-not-held
    return ok;
}
