/* The project's own wrapper creates; the caller that passes a local handle forgets it. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static int spawn(pthread_t *tid, void *(*entry)(void *), void *arg, const char *what)
{
    int rc = pthread_create(tid, NULL, entry, arg);
    if (rc)
        fprintf(stderr, "cannot start %s: %s\n", what, strerror(rc));
    return rc;
}

static void *warm_cache(void *arg)
{
    memset(arg, 0, 4096);
    return NULL;
}

static void *scan_disk(void *arg)
{
    return arg;
}

int boot(void *cache)
{
    pthread_t warm, scan;

    if (spawn(&warm, warm_cache, cache, "cache warmer")) // expect: thread-leak
        return -1;
    if (spawn(&scan, scan_disk, cache, "disk scan") == 0)
        pthread_join(scan, NULL);
    return 0;
}
