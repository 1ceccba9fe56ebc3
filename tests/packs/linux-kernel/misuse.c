// run: --enable-pack linux-kernel
#include <linux/mutex.h>

struct port {
    struct mutex lock;
    spinlock_t irq_lock;
    struct rw_semaphore conf;
    int open, errors;
};

int port_open(struct port *p)
{
    int rc = mutex_lock_interruptible(&p->lock);
    if (rc)
        return rc;
    if (p->open)
        return -16; // expect: lock-held-at-return
    p->open = 1;
    mutex_unlock(&p->lock);
    return 0;
}

int port_interrupt(struct port *p, int status)
{
    unsigned long flags;
    spin_lock_irqsave(&p->irq_lock, flags);
    if (status < 0) {
        p->errors++;
        return -5; // expect: lock-held-at-return
    }
    spin_unlock_irqrestore(&p->irq_lock, flags);
    return 0;
}

static void port_note(struct port *p)
{
    spin_lock(&p->irq_lock);
    p->errors++;
    spin_unlock(&p->irq_lock);
}

void port_reset(struct port *p)
{
    unsigned long flags;
    spin_lock_irqsave(&p->irq_lock, flags);
    port_note(p); // expect: lock-double-acquire
    spin_unlock_irqrestore(&p->irq_lock, flags);
}

void port_configure(struct port *p)
{
    down_read(&p->conf);
    if (!p->open) {
        down_write(&p->conf); // expect: lock-upgrade
        p->open = 1;
        up_write(&p->conf);
    }
    up_read(&p->conf);
}

/* 0 says that it was not acquired */
void port_try(struct port *p)
{
    if (mutex_trylock(&p->lock) == 0) {
        p->errors = 0;
        mutex_unlock(&p->lock); // expect: lock-not-held
    }
} // expect: lock-held-at-return

void port_swap(struct port *p)
{
    rcu_read_lock();
    if (p->errors)
        synchronize_rcu(); // expect: lock-upgrade
    rcu_read_unlock();
}
