/* The lock is initialised, the condition forgotten. */
#include <pthread.h>
#include <stdlib.h>

struct mailbox {
    pthread_mutex_t lock;
    pthread_cond_t mail;
    int n;
};

struct mailbox *mailbox_new(int n)
{
    struct mailbox *m = malloc(sizeof *m);
    if (m == NULL)
        return NULL;
    pthread_mutex_init(&m->lock, NULL);
    pthread_mutex_lock(&m->lock);
    m->n = n;
    pthread_cond_signal(&m->mail); // expect: cond-uninitialized
    pthread_mutex_unlock(&m->lock);
    return m;
}
