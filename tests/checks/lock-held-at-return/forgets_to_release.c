// Nobody releases what these functions acquire: told once, where the release is missing, and not at
// each caller.
#include <pthread.h>
#include <stdlib.h>

struct heal {
    struct heal *next, *prev;
};

struct volume {
    pthread_mutex_t lock;
    struct heal saved;
    int files;
};

struct file {
    struct heal *heal;
    void *path;
};

static void drop_file(struct volume *v, struct file *f)
{
    if (f->heal) {
        pthread_mutex_lock(&v->lock);
        f->heal->prev->next = f->heal->next;
        f->heal->next->prev = f->heal->prev;
        free(f->heal);
        f->heal = NULL;
    }
    free(f->path);
    free(f);
} // expect: lock-held-at-return

void volume_close(struct volume *v, struct file *f)
{
    drop_file(v, f);
}

int volume_flush(struct volume *v, struct file *f)
{
    if (f->path == NULL) {
        drop_file(v, f);
        return -1;
    }
    return 0;
}

int volume_add(struct volume *v, struct heal *h)
{
    pthread_mutex_lock(&v->lock);
    h->next = &v->saved;
    h->prev = v->saved.prev;
    v->files++;
    pthread_mutex_unlock(&v->lock);
    return 0;
}

int volume_replace(struct volume *v, struct heal *h, struct file *f)
{
    int rc = volume_add(v, h);
    volume_close(v, f);
    return rc;
}
