/* The wait stands in a macro. */
#include <pthread.h>
#include <stdbool.h>

#define WAIT_UNTIL(cond, lock, test)                                                               \
    do {                                                                                           \
        while (!(test))                                                                            \
            pthread_cond_wait(cond, lock);                                                         \
    } while (0)

struct shared {
    pthread_mutex_t lock;
    bool ready;
};

void shared_await(struct shared *s)
{
    pthread_cond_t changed;

    pthread_mutex_lock(&s->lock);
    WAIT_UNTIL(&changed, &s->lock, s->ready); // expect: cond-uninitialized
    pthread_mutex_unlock(&s->lock);
}
