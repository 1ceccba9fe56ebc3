/* A name is looked up with the cache locked; the write lock stays held around the retry loop. */
#include <netdb.h>
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

static pthread_rwlock_t cache_lock = PTHREAD_RWLOCK_INITIALIZER;
static int entries, failures;

#define WITH_CACHE(body)                      \
    do {                                      \
        pthread_rwlock_wrlock(&cache_lock);   \
        body;                                 \
        pthread_rwlock_unlock(&cache_lock);   \
    } while (0)

static int resolve(const char *name, struct addrinfo **out)
{
    return getaddrinfo(name, NULL, NULL, out);
}

int cache_find(const char *name, struct addrinfo **out)
{
    int rc;

    WITH_CACHE(rc = resolve(name, out)); // expect: lock-held-blocking
    return rc;
}

int cache_warm(int wanted)
{
    int rc = -1;

    pthread_rwlock_wrlock(&cache_lock);
    for (int i = 0; i < wanted && rc != 0; i++) {
        entries++;
        if (i > 0)
            sleep(1); // expect: lock-held-blocking
        rc = failures > 10 ? -1 : 0;
    }
    pthread_rwlock_unlock(&cache_lock);
    return rc;
}
