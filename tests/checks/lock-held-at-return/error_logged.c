// Logging the lock's address does not hide what happens to it.
#include <pthread.h>
#include <stddef.h>

struct object {
    pthread_mutex_t lock;
    int fd;
};

void log_at(int level, const char *file, int line, const char *format, ...);

#define LOCK(m)                                                                                    \
    do {                                                                                           \
        pthread_mutex_lock(m);                                                                     \
        log_at(9, __FILE__, __LINE__, "acquired mutex %p (%s)", (void *)(m), #m);                  \
    } while (0)
#define UNLOCK(m)                                                                                  \
    do {                                                                                           \
        pthread_mutex_unlock(m);                                                                   \
        log_at(9, __FILE__, __LINE__, "released mutex %p (%s)", (void *)(m), #m);                  \
    } while (0)

int object_write(struct object *o, int n)
{
    LOCK(&o->lock);
    if (o->fd < 0) {
        log_at(1, __FILE__, __LINE__, "object %p is closed", (void *)o);
        return -1; // expect: lock-held-at-return
    }
    o->fd += n;
    UNLOCK(&o->lock);
    return 0;
}
