// Workers take jobs by a helper; who finds the list empty after its job says so.
#include <pthread.h>
#include <stdlib.h>
struct job {
    struct job *next;
};
struct q {
    pthread_mutex_t mu;
    pthread_cond_t work, idle;
    struct job *head;
    int busy, closing;
};
static struct job *pop(struct q *p)
{
    struct job *j = p->head;
    if (j)
        p->head = j->next;
    return j;
}
static void *worker(void *a)
{
    struct q *p = a;
    pthread_mutex_lock(&p->mu);
    for (;;) {
        while (!p->head && !p->closing)
            pthread_cond_wait(&p->work, &p->mu);
        struct job *j = pop(p);
        if (!j)
            break;
        p->busy++;
        pthread_mutex_unlock(&p->mu);
        free(j);
        pthread_mutex_lock(&p->mu);
        --p->busy;
        if (!p->head)
            pthread_cond_broadcast(&p->idle);
    }
    pthread_mutex_unlock(&p->mu);
    return NULL;
}
int main(void)
{
    static struct q p = {
        PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, 0, 0};
    pthread_t t;
    if (pthread_create(&t, NULL, worker, &p) != 0)
        return 1;
    for (int i = 0; i < 5; i++) {
        struct job *j = calloc(1, sizeof *j);
        if (!j)
            break;
        pthread_mutex_lock(&p.mu);
        j->next = p.head;
        p.head = j;
        pthread_cond_signal(&p.work);
        pthread_mutex_unlock(&p.mu);
    }
    pthread_mutex_lock(&p.mu);
    while (p.head || p.busy)
        pthread_cond_wait(&p.idle, &p.mu);
    p.closing = 1;
    pthread_cond_signal(&p.work);
    pthread_mutex_unlock(&p.mu);
    pthread_join(t, NULL);
    return 0;
}
