/* strtol() leaves errno alone when all went well, so it is set to 0 and asked: 0 is what it holds then. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct setting {
    pthread_mutex_t lock;
    long value;
};

int set(struct setting *s, const char *text)
{
    pthread_mutex_lock(&s->lock);
    errno = 0;
    long v = strtol(text, NULL, 10);
    int e = errno;
    if (e != 0) {
        pthread_mutex_unlock(&s->lock);
        return -1;
    }
    if (v < 0)
        return -1; // expect: lock-held-at-return
    s->value = v;
    pthread_mutex_unlock(&s->lock);
    return 0;
}
