// run: --enable-pack linux-kernel
#include <linux/mutex.h>

struct device {
    struct mutex lock;
    spinlock_t queue_lock;
    struct rw_semaphore conf;
    int users, queued;
};
static DEFINE_MUTEX(list_lock);
static int devices;

struct device *device_new(void)
{
    struct device *d = kzalloc(sizeof *d, 0);
    if (!d)
        return NULL;
    mutex_init(&d->lock);
    mutex_lock(&list_lock);
    devices++;
    mutex_unlock(&list_lock);
    return d;
}

void device_free(struct device *d)
{
    mutex_lock(&list_lock);
    devices--;
    mutex_unlock(&list_lock);
    kfree(d);
}

bool device_queue(struct device *d, bool from_irq)
{
    unsigned long flags = 0;
    bool first;
    if (from_irq)
        spin_lock(&d->queue_lock);
    else
        spin_lock_irqsave(&d->queue_lock, flags);
    first = d->queued++ == 0;
    if (from_irq)
        spin_unlock(&d->queue_lock);
    else
        spin_unlock_irqrestore(&d->queue_lock, flags);
    return first;
}

int device_get(struct device *d)
{
    if (!mutex_trylock(&d->lock))
        return -16;
    d->users++;
    mutex_unlock(&d->lock);
    return 0;
}

int device_configure(struct device *d, int n)
{
    down_write(&d->conf);
    d->users = n;
    downgrade_write(&d->conf);
    n += d->queued;
    up_read(&d->conf);
    return n;
}

int device_look(struct device *d)
{
    int n = 0;
    rcu_read_lock();
    rcu_read_lock();
    n = d->queued;
    rcu_read_unlock();
    rcu_read_unlock();
    synchronize_rcu();
    return n;
}
