/* The second lock is only tried; when it is taken, the first one is let go. */
#include <pthread.h>
#include <sched.h>
#include <stddef.h>

struct peer {
    pthread_mutex_t lock;
    int credit;
};
static struct peer left, right;

static void both(struct peer *a, struct peer *b)
{
    for (;;) {
        pthread_mutex_lock(&a->lock);
        if (pthread_mutex_trylock(&b->lock) == 0)
            return;
        pthread_mutex_unlock(&a->lock);
        sched_yield();
    }
}

static void *to_right(void *arg)
{
    both(&left, &right);
    left.credit--;
    right.credit++;
    pthread_mutex_unlock(&left.lock);
    pthread_mutex_unlock(&right.lock);
    return arg;
}

static void *to_left(void *arg)
{
retry:
    pthread_mutex_lock(&right.lock);
    if (pthread_mutex_trylock(&left.lock)) {
        pthread_mutex_unlock(&right.lock);
        goto retry;
    }
    left.credit++;
    right.credit--;
    pthread_mutex_unlock(&left.lock);
    pthread_mutex_unlock(&right.lock);
    return arg;
}

int main(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, to_right, NULL) != 0)
        return 1;
    if (pthread_create(&b, NULL, to_left, NULL) != 0) {
        pthread_join(a, NULL);
        return 1;
    }
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
