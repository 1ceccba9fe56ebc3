/* In main one place is the home of one pair of locks after the other: of each round of a loop, of blocks
 * that follow each other, and of functions that are inlined there. No pair is taken in both orders. The
 * threads are there all the time, so no creation and no join tells the rounds apart. */
// run: -- -O2
#include "order.h"
#include <pthread.h>

struct pair {
    pthread_mutex_t a, b;
};
static struct pair *home;

static void take(pthread_mutex_t *first, pthread_mutex_t *second)
{
    pthread_mutex_lock(first);
    pthread_mutex_lock(second);
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(first);
}

enum { ROUNDS = 7 };

/* In odd rounds one thread, in even ones the other. */
static void *forwards(void *arg)
{
    for (int round = 1; round <= ROUNDS; round += 2) {
        order_await(2 * round - 1);
        take(&home->a, &home->b);
        order_reach(2 * round);
    }
    return arg;
}

static void *backwards(void *arg)
{
    for (int round = 2; round <= ROUNDS; round += 2) {
        order_await(2 * round - 1);
        take(&home->b, &home->a);
        order_reach(2 * round);
    }
    return arg;
}

static void run(struct pair *p, int round)
{
    home = p;
    order_reach(2 * round - 1);
    order_await(2 * round);
}

static inline __attribute__((always_inline)) void by_function(int round)
{
    struct pair p = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
    run(&p, round);
}

int main(void)
{
    pthread_t t, u;
    must(pthread_create(&t, NULL, forwards, NULL) == 0);
    must(pthread_create(&u, NULL, backwards, NULL) == 0);
    for (int round = 1; round <= 2; round++) {
        struct pair p = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
        run(&p, round);
    }
    {
        struct pair p = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
        run(&p, 3);
    }
    {
        struct pair p = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
        run(&p, 4);
    }
    by_function(5);
    by_function(6);
    struct pair last = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER}; /* the place is free */
    run(&last, 7);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
