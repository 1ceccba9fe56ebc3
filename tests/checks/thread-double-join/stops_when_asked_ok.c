/* The callee joins only in a state that nobody here can follow; afterwards the state tells. */
#include <pthread.h>
#include <signal.h>

enum state { RUNNING, WAIT_JOIN, STOPPED };
struct worker {
    pthread_t thread;
    int state;
};
int get_state(const struct worker *w);
void set_state(struct worker *w, int state);

static void worker_join(struct worker *w)
{
    if (get_state(w) == WAIT_JOIN) {
        pthread_join(w->thread, NULL);
        set_state(w, STOPPED);
    }
}

void worker_stop(struct worker *w)
{
    worker_join(w);
    if (get_state(w) != STOPPED) {
        pthread_kill(w->thread, SIGTERM);
        worker_join(w);
    }
    if (get_state(w) != STOPPED) {
        pthread_cancel(w->thread);
        while (get_state(w) == RUNNING)
            ;
    }
    worker_join(w);
}

struct stream {
    pthread_t writer;
    int async, fd, busy;
};
int flush(struct stream *s);
int roll_over(struct stream *s);

static void stream_close(struct stream *s)
{
    if (s->fd < 0)
        return;
    if (s->async) {
        s->busy = 0;
        pthread_join(s->writer, NULL);
    }
    s->fd = -1;
}

static int stream_write(struct stream *s, const char *text)
{
    int rc = flush(s);
    if (rc == 0 && text[0] == '\n' && roll_over(s))
        stream_close(s);
    return rc;
}

int record_write(struct stream *s, const char *const *line, int n)
{
    for (int i = 0; i < n; i++)
        if (stream_write(s, line[i]) != 0)
            return -1;
    if (stream_write(s, "\n") != 0 || stream_write(s, "\n") != 0)
        return -1;
    stream_close(s);
    return 0;
}
