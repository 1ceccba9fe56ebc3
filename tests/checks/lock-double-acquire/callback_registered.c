// … and here it is still held when it is wanted again.
#include <pthread.h>

struct transfer {
    pthread_mutex_t lock;
    int tries;
};

int ask(int question, void (*answered)(void *), void *arg);
void answered(void *arg);

static int look_up(struct transfer *t)
{
    if (!ask(1, answered, t)) {
        pthread_mutex_lock(&t->lock);
        return 0;
    }
    return 1;
}

void answered(void *arg)
{
    struct transfer *t = arg;
    pthread_mutex_lock(&t->lock);
    if (t->tries)
        look_up(t); // expect: lock-double-acquire
    pthread_mutex_unlock(&t->lock);
}
