/* Memory that the object points to is freed, not the object. */
#include <pthread.h>
#include <stdlib.h>

struct stream {
    pthread_mutex_t lock;
    char *buf;
    struct stream *child;
};

void stream_reset(struct stream *s)
{
    pthread_mutex_lock(&s->lock);
    free(s->buf);
    s->buf = NULL;
    if (s->child != NULL) {
        pthread_mutex_destroy(&s->child->lock);
        free(s->child);
        s->child = NULL;
    }
    pthread_mutex_unlock(&s->lock);
}
