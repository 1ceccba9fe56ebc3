/* The program stops when it was wrong about the lock being free. */
#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct page {
    pthread_mutex_t lock;
    int pins;
};

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if ((call) != 0) {                                                                         \
            fprintf(stderr, "%s failed\n", #call);                                                 \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

void page_new(struct page *p)
{
    MUST(pthread_mutex_init(&p->lock, NULL));
    MUST(pthread_mutex_trylock(&p->lock));
    p->pins = 1;
    MUST(pthread_mutex_unlock(&p->lock));
}

void page_pin(struct page *p)
{
    int rc = pthread_mutex_trylock(&p->lock);
    assert(rc == 0);
    p->pins++;
    pthread_mutex_unlock(&p->lock);
}
