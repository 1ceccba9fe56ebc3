/* The result of the function is a copy of what the table holds. */
#include <pthread.h>
#include <string.h>

struct host {
    char name[32];
    pthread_rwlock_t lock;
    int up;
};
struct hosts {
    int n;
    struct host host[8];
};

static struct host hosts_find(struct hosts *h, const char *name)
{
    int i = 0;
    while (i < h->n - 1 && strcmp(h->host[i].name, name) != 0)
        i++;
    return h->host[i]; // expect: lock-copied
}

int hosts_up(struct hosts *h, const char *name)
{
    struct host found = hosts_find(h, name);
    return found.up;
}
