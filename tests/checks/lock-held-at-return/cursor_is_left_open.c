// A cursor that keeps the lock's address is not ended on the way out for an error.
#include <pthread.h>

struct table {
    pthread_mutex_t lock;
    int n, row[8];
};

struct cursor {
    pthread_mutex_t *lock;
    int at;
};

static void cursor_start(struct cursor *c, struct table *t)
{
    c->at = 0;
    c->lock = &t->lock;
    pthread_mutex_lock(&t->lock);
}

static void cursor_end(struct cursor *c)
{
    pthread_mutex_unlock(c->lock);
}

int sum(struct table *t)
{
    struct cursor c;
    int s = 0;
    for (cursor_start(&c, t); c.at < t->n; c.at++) {
        if (t->row[c.at] < 0)
            return -1; // expect: lock-held-at-return
        s += t->row[c.at];
    }
    cursor_end(&c);
    return s;
}

int main(void)
{
    static struct table t = {.lock = PTHREAD_MUTEX_INITIALIZER};
    return sum(&t);
}
