/* One place of main's stack is the home of locks again and again: those of each call are others, be
 * they initialised by a call, and never destroyed, or by a constant. */
#include "order.h"
#include <pthread.h>

struct pair {
    pthread_mutex_t a, b;
};
static struct pair *home;

static void both(pthread_mutex_t *first, pthread_mutex_t *second)
{
    pthread_mutex_lock(first);
    pthread_mutex_lock(second);
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(first);
}

static void *forwards(void *arg)
{
    for (int step = 1; step <= 5; step += 4) {
        order_await(step);
        both(&home->a, &home->b);
        order_reach(step + 1);
    }
    return arg;
}

static void *backwards(void *arg)
{
    for (int step = 3; step <= 7; step += 4) {
        order_await(step);
        both(&home->b, &home->a);
        order_reach(step + 1);
    }
    return arg;
}

__attribute__((noinline)) static void by_call(int step)
{
    struct pair p;
    must(!home || home == &p);
    home = &p;
    pthread_mutex_init(&p.a, NULL);
    pthread_mutex_init(&p.b, NULL);
    order_reach(step);
    order_await(step + 1);
}

__attribute__((noinline)) static void by_constant(int step)
{
    struct pair p = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
    home = &p;
    order_reach(step);
    order_await(step + 1);
}

int main(void)
{
    pthread_t t, u;
    must(pthread_create(&t, NULL, forwards, NULL) == 0);
    must(pthread_create(&u, NULL, backwards, NULL) == 0);
    by_constant(1);
    by_constant(3);
    home = NULL;
    by_call(5);
    by_call(7);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
