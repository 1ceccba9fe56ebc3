/* Acquires the lock of the head and releases the one of the tail. */
#include <pthread.h>
#include <stddef.h>

struct node {
    struct node *next;
    int value;
};
struct fifo {
    pthread_mutex_t head_lock, tail_lock;
    struct node *head, *tail;
};

struct node *fifo_pop(struct fifo *f)
{
    pthread_mutex_lock(&f->head_lock);
    struct node *n = f->head;
    if (n != NULL)
        f->head = n->next;
    pthread_mutex_unlock(&f->tail_lock); // expect: lock-not-held
    return n; // expect: lock-held-at-return
}

void fifo_push(struct fifo *f, struct node *n)
{
    n->next = NULL;
    pthread_mutex_lock(&f->tail_lock);
    f->tail->next = n;
    f->tail = n;
    pthread_mutex_unlock(&f->tail_lock);
}
