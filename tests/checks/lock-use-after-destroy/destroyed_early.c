/* The lock is destroyed a few lines before its last use. */
#include <pthread.h>
#include <stdlib.h>

struct buffer {
    pthread_mutex_t lock;
    char *data;
    int len;
};

int buffer_close(struct buffer *b)
{
    pthread_mutex_destroy(&b->lock);
    free(b->data);
    b->data = NULL;
    pthread_mutex_lock(&b->lock); // expect: lock-use-after-destroy
    int len = b->len;
    b->len = 0;
    pthread_mutex_unlock(&b->lock);
    return len;
}
