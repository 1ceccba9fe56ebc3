/* Only the answer is wanted; a wrapper hands it on to whoever decides. */
#include <pthread.h>

struct device {
    pthread_mutex_t lock;
    int opened;
};

static int device_try(struct device *d)
{
    return pthread_mutex_trylock(&d->lock);
}

static void device_done(struct device *d)
{
    pthread_mutex_unlock(&d->lock);
}

int device_open(struct device *d)
{
    if (device_try(d))
        return -1;
    d->opened++;
    device_done(d);
    return 0;
}

int device_busy(struct device *d)
{
    if (!device_try(d)) {
        device_done(d);
        return 0;
    }
    return 1;
}
