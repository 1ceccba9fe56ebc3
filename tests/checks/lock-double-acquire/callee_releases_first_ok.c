/* Called with the lock held; gives it up, works, and takes it back. */
#include <pthread.h>
#include <unistd.h>

struct page {
    pthread_mutex_t lock;
    int fd, dirty;
};

static void page_write(struct page *p)
{
    int fd = p->fd;

    pthread_mutex_unlock(&p->lock);
    if (write(fd, "x", 1) != 1)
        fd = -1;
    pthread_mutex_lock(&p->lock);
    p->dirty = fd < 0;
}

void page_sync(struct page *p)
{
    pthread_mutex_lock(&p->lock);
    while (p->dirty)
        page_write(p);
    pthread_mutex_unlock(&p->lock);
}
