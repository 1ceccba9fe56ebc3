/* The call is in a helper, the lock is acquired by its caller. */
#include <pthread.h>

typedef void (*done_fn)(void *ctx, int status);

struct request {
    done_fn done;
    void *ctx;
    struct request *next;
};

struct queue {
    pthread_mutex_t lock;
    struct request *head;
};

void request_init(struct request *r, done_fn done, void *ctx)
{
    r->done = done;
    r->ctx = ctx;
    r->next = 0;
}

static void finish(struct request *r, int status)
{
    if (r->done)
        r->done(r->ctx, status);
}

void queue_abort(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    while (q->head) {
        struct request *r = q->head;
        q->head = r->next;
        finish(r, -1); // expect: lock-held-callback
    }
    pthread_mutex_unlock(&q->lock);
}
