/* A group of the project: lock, condition, counter. */
#include <pthread.h>
#include <stddef.h>

struct wait_group {
    pthread_mutex_t lock;
    pthread_cond_t zero;
    int count;
};

void wg_init(struct wait_group *g)
{
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->zero, NULL);
    g->count = 0;
}

void wg_add(struct wait_group *g, int n)
{
    pthread_mutex_lock(&g->lock);
    g->count += n;
    pthread_mutex_unlock(&g->lock);
}

void wg_done(struct wait_group *g)
{
    pthread_mutex_lock(&g->lock);
    if (--g->count == 0)
        pthread_cond_broadcast(&g->zero);
    pthread_mutex_unlock(&g->lock);
}

void wg_wait(struct wait_group *g)
{
    pthread_mutex_lock(&g->lock);
    while (g->count > 0)
        pthread_cond_wait(&g->zero, &g->lock);
    pthread_mutex_unlock(&g->lock);
}

int load(void);

static void *work(void *arg)
{
    struct wait_group *g = arg;
    if (load() < 0)
        return NULL; // expect: waitgroup-missing-done
    wg_done(g);
    return NULL;
}

int run(void)
{
    pthread_t a;
    struct wait_group g;
    wg_init(&g);
    wg_add(&g, 1);
    if (pthread_create(&a, NULL, work, &g) != 0)
        return -1;
    pthread_detach(a);
    wg_wait(&g);
    return 0;
}
