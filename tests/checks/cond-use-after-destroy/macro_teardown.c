/* TEARDOWN destroys all; one condition was destroyed by hand before. */
#include <pthread.h>

#define TEARDOWN(x)                                                                                \
    do {                                                                                           \
        pthread_cond_destroy(&(x)->rd);                                                            \
        pthread_cond_destroy(&(x)->wr);                                                            \
        pthread_mutex_destroy(&(x)->mu);                                                           \
    } while (0)

struct rw {
    pthread_mutex_t mu;
    pthread_cond_t rd, wr;
    int writers;
};

void rw_fini(struct rw *x)
{
    if (x->writers == 0)
        pthread_cond_destroy(&x->wr);
    TEARDOWN(x); // expect: cond-use-after-destroy
}
