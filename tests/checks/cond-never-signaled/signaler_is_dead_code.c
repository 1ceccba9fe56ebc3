/* The function that would signal is called by nobody. */
#include <pthread.h>
#include <stddef.h>

struct barrier {
    pthread_mutex_t lock;
    pthread_cond_t go;
    int open;
};

static struct barrier start = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};

void barrier_open(struct barrier *b)
{
    pthread_mutex_lock(&b->lock);
    b->open = 1;
    pthread_cond_broadcast(&b->go);
    pthread_mutex_unlock(&b->lock);
}

static void barrier_wait(struct barrier *b)
{
    pthread_mutex_lock(&b->lock);
    while (!b->open)
        pthread_cond_wait(&b->go, &b->lock); // expect: cond-never-signaled
    pthread_mutex_unlock(&b->lock);
}

static void *racer(void *arg)
{
    barrier_wait(arg);
    return NULL;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, racer, &start) != 0)
        return 1;
    pthread_mutex_lock(&start.lock);
    start.open = 1;
    pthread_mutex_unlock(&start.lock);
    pthread_join(t, NULL);
    return 0;
}
