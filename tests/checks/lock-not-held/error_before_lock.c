/* One error jumps to the label that releases before anything was acquired. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct volume {
    pthread_mutex_t lock;
    int blocks;
};

int volume_read(struct volume *v, int block, char *buf);

int volume_copy(struct volume *v, int from, int to)
{
    int rc = -ENOMEM;
    char *buf = malloc(4096);

    if (!buf)
        goto out;
    pthread_mutex_lock(&v->lock);
    rc = volume_read(v, from, buf);
    if (rc == 0)
        rc = volume_read(v, to, buf);
out:
    pthread_mutex_unlock(&v->lock); // expect: lock-not-held
    free(buf);
    return rc;
}
