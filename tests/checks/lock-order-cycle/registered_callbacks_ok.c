// A field gets the function of whoever registers one, and once one by name: a call through it may mean any of many.
#include <pthread.h>
#include <stdlib.h>

typedef void (*reply_fn)(void *arg);
struct op {
    reply_fn reply;
    void *arg;
};
static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER, offset_lock = PTHREAD_MUTEX_INITIALIZER;
static struct op *pending;
static int offset;

static void offset_reset(void *arg)
{
    pthread_mutex_lock(&offset_lock);
    offset = arg != NULL;
    pthread_mutex_unlock(&offset_lock);
}

struct op *op_new(reply_fn reply, void *arg)
{
    struct op *o = calloc(1, sizeof *o);
    if (o) {
        o->reply = reply;
        o->arg = arg;
    }
    return o;
}

static struct op *op_reset(void)
{
    struct op *o = calloc(1, sizeof *o);
    if (o)
        o->reply = offset_reset;
    return o;
}

void reset_later(void)
{
    pthread_mutex_lock(&offset_lock);
    struct op *o = op_reset();
    pthread_mutex_lock(&queue_lock);
    pending = o;
    pthread_mutex_unlock(&queue_lock);
    pthread_mutex_unlock(&offset_lock);
}

void *serve(void *arg)
{
    pthread_mutex_lock(&queue_lock);
    if (pending && pending->arg)
        pending->reply(pending->arg);
    pthread_mutex_unlock(&queue_lock);
    return arg;
}
