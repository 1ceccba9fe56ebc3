// A helper takes the first of a list and returns it: what the list has then is another one, or none.
#include <pthread.h>
#include <stddef.h>

struct job {
    struct job *next;
};
struct queue {
    pthread_mutex_t lock;
    struct job *head;
};

static struct job *pop(struct queue *q)
{
    struct job *j = q->head;

    if (j != NULL)
        q->head = j->next;
    return j;
}

int take(struct queue *q, struct job **out)
{
    pthread_mutex_lock(&q->lock);
    *out = pop(q);
    if (*out == NULL) {
        pthread_mutex_unlock(&q->lock);
        return 0;
    }
    if (q->head == NULL)
        return 2; // expect: lock-held-at-return
    pthread_mutex_unlock(&q->lock);
    return 1;
}
