/* Shutdown waits under the global lock, everybody else under the server's. */
#include <pthread.h>

static pthread_mutex_t config_lock = PTHREAD_MUTEX_INITIALIZER;

struct server {
    pthread_mutex_t lock;
    pthread_cond_t idle;
    int active;
};

void server_wait_slot(struct server *s)
{
    pthread_mutex_lock(&s->lock);
    while (s->active >= 16)
        pthread_cond_wait(&s->idle, &s->lock);
    s->active++;
    pthread_mutex_unlock(&s->lock);
}

void server_done(struct server *s)
{
    pthread_mutex_lock(&s->lock);
    s->active--;
    pthread_cond_broadcast(&s->idle);
    pthread_mutex_unlock(&s->lock);
}

void server_shutdown(struct server *s)
{
    pthread_mutex_lock(&config_lock);
    while (s->active > 0)
        pthread_cond_wait(&s->idle, &config_lock); // expect: cond-two-mutexes
    pthread_mutex_unlock(&config_lock);
}
