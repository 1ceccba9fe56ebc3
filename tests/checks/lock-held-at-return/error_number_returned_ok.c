/* 0 with the lock held, or an error number without it: errno is not 0 when something failed. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct file {
    pthread_mutex_t lock;
    int fd, seen;
};

static int begin(struct file *f, const char *name)
{
    pthread_mutex_lock(&f->lock);
    f->fd = open(name, O_RDONLY);
    if (f->fd < 0) {
        pthread_mutex_unlock(&f->lock);
        return -errno;
    }
    return 0;
}

static int begin_again(struct file *f)
{
    int error;

    pthread_mutex_lock(&f->lock);
    if (lseek(f->fd, 0, SEEK_SET) < 0)
        goto failed;
    return 0;
failed:
    error = errno;
    pthread_mutex_unlock(&f->lock);
    return error;
}

static void end(struct file *f)
{
    close(f->fd);
    pthread_mutex_unlock(&f->lock);
}

int look(struct file *f, const char *name)
{
    int r = begin(f, name);

    if (r < 0)
        return r;
    f->seen++;
    end(f);
    return 0;
}

int look_again(struct file *f)
{
    int r = begin_again(f);

    if (r != 0)
        return -r;
    f->seen++;
    end(f);
    return 0;
}
