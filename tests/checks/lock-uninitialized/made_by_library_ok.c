/* Some library fills the record in; what it does cannot be seen. */
#include <pthread.h>
#include <stdlib.h>

struct handle {
    pthread_mutex_t lock;
    int fd;
};

int vendor_handle_prepare(struct handle *h, size_t size);

int handle_open(void)
{
    struct handle h;
    struct handle *heap = malloc(sizeof *heap);

    if (heap == NULL)
        return -1;
    vendor_handle_prepare(heap, sizeof *heap);
    if (vendor_handle_prepare(&h, sizeof h) != 0) {
        free(heap);
        return -1;
    }
    pthread_mutex_lock(&h.lock);
    int fd = h.fd;
    pthread_mutex_unlock(&h.lock);
    pthread_mutex_lock(&heap->lock);
    fd += heap->fd;
    pthread_mutex_unlock(&heap->lock);
    free(heap);
    return fd;
}
