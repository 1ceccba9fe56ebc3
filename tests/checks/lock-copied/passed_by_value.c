/* The parameter is a copy: it locks something that nobody else knows. */
#include <pthread.h>

struct meter {
    pthread_mutex_t lock;
    long value;
};
static struct meter meter = {.lock = PTHREAD_MUTEX_INITIALIZER};

static long meter_read(struct meter m)
{
    pthread_mutex_lock(&m.lock);
    long v = m.value;
    pthread_mutex_unlock(&m.lock);
    return v;
}

long meter_now(void)
{
    return meter_read(meter); // expect: lock-copied
}
