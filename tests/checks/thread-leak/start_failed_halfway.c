/* Two threads started into a record: when the second fails the caller frees the first one's
 * handle. */
#include <pthread.h>
#include <stdlib.h>

struct session {
    pthread_t reader, writer;
    int fd;
};

void *read_loop(void *arg);
void *write_loop(void *arg);

static int session_start(struct session *s)
{
    if (pthread_create(&s->reader, NULL, read_loop, s))
        return -1;
    if (pthread_create(&s->writer, NULL, write_loop, s))
        return -1;
    return 0;
}

struct session *session_open(int fd)
{
    struct session *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->fd = fd;
    if (session_start(s) < 0) {
        free(s); // expect: thread-leak
        return NULL;
    }
    return s;
}

void session_close(struct session *s)
{
    pthread_join(s->reader, NULL);
    pthread_join(s->writer, NULL);
    free(s);
}
