// run: --enable-pack zephyr
#include <zephyr/kernel.h>

struct sensor {
    struct k_mutex lock;
    struct k_spinlock irq;
    struct k_condvar ready;
    int value, valid;
};

int sensor_read(struct sensor *s, int *value)
{
    int rc = k_mutex_lock(&s->lock, K_MSEC(10));
    if (rc)
        return rc;
    if (!s->valid)
        return -11; // expect: lock-held-at-return
    *value = s->value;
    k_mutex_unlock(&s->lock);
    return 0;
}

void sensor_wait(struct sensor *s)
{
    k_mutex_lock(&s->lock, K_FOREVER);
    k_condvar_wait(&s->ready, &s->lock, K_FOREVER); // expect: cond-wait-no-loop
    s->valid = 1;
    k_mutex_unlock(&s->lock);
}

void sensor_interrupt(struct sensor *s, int value)
{
    k_spinlock_key_t key = k_spin_lock(&s->irq);
    s->value = value;
    if (!s->valid)
        k_spin_unlock(&s->irq, key);
    k_spin_unlock(&s->irq, key); // expect: lock-not-held
    k_condvar_signal(&s->ready);
}

void sensor_calibrate(struct sensor *s)
{
    k_mutex_lock(&s->lock, K_FOREVER);
    k_msleep(500); // expect: lock-held-blocking
    k_mutex_unlock(&s->lock);
}
