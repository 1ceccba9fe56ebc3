/* Made, waited on, destroyed: everything but signalled. */
#include <pthread.h>
#include <stdlib.h>

struct future {
    pthread_mutex_t lock;
    pthread_cond_t resolved;
    int value, ready;
};

static struct future *future_new(void)
{
    struct future *f = calloc(1, sizeof *f);
    if (f) {
        pthread_mutex_init(&f->lock, NULL);
        pthread_cond_init(&f->resolved, NULL);
    }
    return f;
}

static int future_get(struct future *f)
{
    pthread_mutex_lock(&f->lock);
    while (!f->ready)
        pthread_cond_wait(&f->resolved, &f->lock); // expect: cond-never-signaled
    int v = f->value;
    pthread_mutex_unlock(&f->lock);
    return v;
}

static void *compute(void *arg)
{
    struct future *f = arg;
    pthread_mutex_lock(&f->lock);
    f->value = 42;
    f->ready = 1;
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

int main(void)
{
    pthread_t t;
    struct future *f = future_new();
    if (!f)
        return 1;
    if (pthread_create(&t, NULL, compute, f) != 0) {
        free(f);
        return 1;
    }
    int v = future_get(f);
    pthread_join(t, NULL);
    pthread_cond_destroy(&f->resolved);
    pthread_mutex_destroy(&f->lock);
    free(f);
    return v != 42;
}
