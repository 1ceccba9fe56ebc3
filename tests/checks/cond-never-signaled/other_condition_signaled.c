/* not_full is broadcast twice, not_empty never. */
#include <pthread.h>
#include <stddef.h>

struct fifo {
    pthread_mutex_t lock;
    pthread_cond_t not_empty, not_full;
    int len;
};

static struct fifo fifo = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER,
                           PTHREAD_COND_INITIALIZER, 0};

static void fifo_put(struct fifo *f)
{
    pthread_mutex_lock(&f->lock);
    while (f->len == 4)
        pthread_cond_wait(&f->not_full, &f->lock);
    f->len++;
    pthread_cond_broadcast(&f->not_full);
    pthread_mutex_unlock(&f->lock);
}

static void *consumer(void *arg)
{
    struct fifo *f = arg;
    for (int i = 0; i < 100; i++) {
        pthread_mutex_lock(&f->lock);
        while (f->len == 0)
            pthread_cond_wait(&f->not_empty, &f->lock); // expect: cond-never-signaled
        f->len--;
        pthread_cond_broadcast(&f->not_full);
        pthread_mutex_unlock(&f->lock);
    }
    return NULL;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, consumer, &fifo) != 0)
        return 1;
    for (int i = 0; i < 100; i++)
        fifo_put(&fifo);
    pthread_join(t, NULL);
    return 0;
}
