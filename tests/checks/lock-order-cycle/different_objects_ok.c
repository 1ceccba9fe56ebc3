/* The same two classes, but every thread nests them the same way round the object it owns. */
#include <pthread.h>
#include <stddef.h>

struct dir {
    pthread_mutex_t lock;
    int files;
};

struct file {
    pthread_mutex_t lock;
    struct dir *dir;
    int size;
};

static struct dir root = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct file files[2] = {{PTHREAD_MUTEX_INITIALIZER, &root, 0},
                               {PTHREAD_MUTEX_INITIALIZER, &root, 0}};

static void file_unlink(struct file *f)
{
    struct dir *d = f->dir;

    pthread_mutex_lock(&d->lock);
    pthread_mutex_lock(&f->lock);
    f->size = 0;
    pthread_mutex_unlock(&f->lock);
    d->files--;
    pthread_mutex_unlock(&d->lock);
}

static void file_touch(struct file *f)
{
    pthread_mutex_lock(&f->lock);
    struct dir *d = f->dir;
    f->size++;
    pthread_mutex_unlock(&f->lock);
    pthread_mutex_lock(&d->lock);
    d->files++;
    pthread_mutex_unlock(&d->lock);
}

static void *toucher(void *arg)
{
    file_touch(arg);
    return NULL;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, toucher, &files[0]) != 0)
        return 1;
    file_unlink(&files[1]);
    pthread_join(t, NULL);
    return 0;
}
