/* The wrapper takes both; one caller hands it the wrong mutex. */
#include <pthread.h>

struct bus {
    pthread_mutex_t lock, log_lock;
    pthread_cond_t ready;
    int frames, lines;
};

static void wait_on(pthread_cond_t *c, pthread_mutex_t *m, const int *flag)
{
    while (*flag == 0)
        pthread_cond_wait(c, m);
}

void bus_recv(struct bus *b)
{
    pthread_mutex_lock(&b->lock);
    wait_on(&b->ready, &b->lock, &b->frames);
    b->frames--;
    pthread_mutex_unlock(&b->lock);
}

void bus_log(struct bus *b)
{
    pthread_mutex_lock(&b->log_lock);
    wait_on(&b->ready, &b->log_lock, &b->lines); // expect: cond-two-mutexes
    b->lines--;
    pthread_mutex_unlock(&b->log_lock);
}

void bus_feed(struct bus *b)
{
    pthread_mutex_lock(&b->lock);
    b->frames++;
    pthread_cond_broadcast(&b->ready);
    pthread_mutex_unlock(&b->lock);
}
