/* Every error jumps to the one label that releases. */
#include <errno.h>
#include <pthread.h>

struct bus {
    pthread_mutex_t lock;
    int address;
};

int bus_select(struct bus *b, int address);
int bus_write(struct bus *b, int value);

int bus_poke(struct bus *b, int address, int value)
{
    int rc;

    pthread_mutex_lock(&b->lock);
    rc = bus_select(b, address);
    if (rc < 0)
        goto out;
    rc = bus_write(b, value);
    if (rc < 0) {
        rc = -EIO;
        goto out;
    }
    b->address = address;
out:
    pthread_mutex_unlock(&b->lock);
    return rc;
}
