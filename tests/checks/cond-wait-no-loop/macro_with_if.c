/* The macro that everybody uses has an if where a while belongs. */
#include <pthread.h>

#define WAIT_UNTIL(o, what)                                                                        \
    do {                                                                                           \
        if (!(what))                                                                               \
            pthread_cond_wait(&(o)->cv, &(o)->mu);                                                 \
    } while (0)

struct turnstile {
    pthread_mutex_t mu;
    pthread_cond_t cv;
    int turn;
};

void turnstile_enter(struct turnstile *t, int me)
{
    pthread_mutex_lock(&t->mu);
    WAIT_UNTIL(t, t->turn == me); // expect: cond-wait-no-loop
    t->turn = -1;
    pthread_mutex_unlock(&t->mu);
}

void turnstile_next(struct turnstile *t, int who)
{
    pthread_mutex_lock(&t->mu);
    t->turn = who;
    pthread_cond_broadcast(&t->cv);
    pthread_mutex_unlock(&t->mu);
}
