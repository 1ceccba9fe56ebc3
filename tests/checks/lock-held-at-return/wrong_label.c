/* One jump goes to the label below the release. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct config {
    pthread_mutex_t lock;
    char *path;
    int version;
};

int config_parse(const char *text, int *version);

int config_load(struct config *c, const char *path, const char *text)
{
    int rc = 0;
    char *copy = strdup(path);

    if (!copy)
        return -ENOMEM;
    pthread_mutex_lock(&c->lock);
    if (config_parse(text, &c->version) < 0) {
        rc = -EINVAL;
        goto out_free;
    }
    char *old = c->path;
    c->path = copy;
    copy = old;
    pthread_mutex_unlock(&c->lock);
out_free:
    free(copy);
    return rc; // expect: lock-held-at-return
}
