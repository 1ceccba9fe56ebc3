/* The predicate is tested once: a spurious wake-up, or a faster consumer, finds an empty box. */
#include <pthread.h>
#include <stddef.h>

struct mailbox {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    void *letter;
};

void *mailbox_take(struct mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    if (m->letter == NULL)
        pthread_cond_wait(&m->filled, &m->lock); // expect: cond-wait-no-loop
    void *letter = m->letter;
    m->letter = NULL;
    pthread_mutex_unlock(&m->lock);
    return letter;
}

void mailbox_put(struct mailbox *m, void *letter)
{
    pthread_mutex_lock(&m->lock);
    m->letter = letter;
    pthread_cond_signal(&m->filled);
    pthread_mutex_unlock(&m->lock);
}
