/* The callback asks main to stop the loop. */
#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>

typedef void (*handler)(void *);
struct event { struct event *next; handler fn; void *arg; };
struct loop {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t ready;
    struct event *head;
    int stop;
};

static void *loop_run(void *arg)
{
    struct loop *l = arg;
    for (;;) {
        pthread_mutex_lock(&l->lock);
        while (!l->head && !l->stop)
            pthread_cond_wait(&l->ready, &l->lock);
        if (!l->head) {
            pthread_mutex_unlock(&l->lock);
            return NULL;
        }
        struct event *e = l->head;
        l->head = e->next;
        pthread_mutex_unlock(&l->lock);
        e->fn(e->arg);
        free(e);
    }
}

static void loop_post(struct loop *l, handler fn, void *arg)
{
    struct event *e = malloc(sizeof *e);
    if (!e)
        return;
    e->fn = fn;
    e->arg = arg;
    pthread_mutex_lock(&l->lock);
    e->next = l->head;
    l->head = e;
    pthread_cond_signal(&l->ready);
    pthread_mutex_unlock(&l->lock);
}

static void loop_stop(struct loop *l)
{
    pthread_mutex_lock(&l->lock);
    l->stop = 1;
    pthread_cond_signal(&l->ready);
    pthread_mutex_unlock(&l->lock);
    pthread_join(l->thread, NULL);
}

static struct loop the_loop = {.lock = PTHREAD_MUTEX_INITIALIZER, .ready = PTHREAD_COND_INITIALIZER};

static void on_quit(void *arg)
{
    (void)arg;
    printf("quitting\n");
    fclose(stdin);
}

int main(void)
{
    if (pthread_create(&the_loop.thread, NULL, loop_run, &the_loop))
        return 1;
    loop_post(&the_loop, on_quit, NULL);
    getchar();
    loop_stop(&the_loop);
    return 0;
}
