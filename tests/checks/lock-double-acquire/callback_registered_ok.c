// The lock is released around a call that may call back at once, and the function that it is told to call acquires it.
#include <pthread.h>

struct transfer {
    pthread_mutex_t lock;
    int tries;
};

int ask(int question, void (*answered)(void *), void *arg);
void answered(void *arg);

static int look_up(struct transfer *t)
{
    pthread_mutex_unlock(&t->lock);
    if (!ask(1, answered, t)) {
        pthread_mutex_lock(&t->lock);
        return 0;
    }
    pthread_mutex_lock(&t->lock);
    return 1;
}

static void next(struct transfer *t)
{
    while (t->tries) {
        if (t->tries > 3 && look_up(t))
            break;
        t->tries--;
    }
    pthread_mutex_unlock(&t->lock);
}

void answered(void *arg)
{
    struct transfer *t = arg;
    pthread_mutex_lock(&t->lock);
    if (t->tries == 9) {
        pthread_mutex_unlock(&t->lock);
        return;
    }
    next(t);
}
