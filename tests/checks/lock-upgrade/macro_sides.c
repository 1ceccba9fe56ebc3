/* The macros hide that both are sides of the same lock. */
#include <pthread.h>

static pthread_rwlock_t conf_lock = PTHREAD_RWLOCK_INITIALIZER;
static int level, dirty;

#define CONF_READ() pthread_rwlock_rdlock(&conf_lock)
#define CONF_WRITE() pthread_rwlock_wrlock(&conf_lock)
#define CONF_DONE() pthread_rwlock_unlock(&conf_lock)

int conf_level(int wanted)
{
    CONF_READ();
    if (level == wanted)
        goto out;
    CONF_WRITE(); // expect: lock-upgrade
    level = wanted;
    dirty = 1;
out:
    CONF_DONE();
    return level;
}
