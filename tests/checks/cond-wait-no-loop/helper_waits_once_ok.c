/* The helper waits once, its callers loop. */
#include <pthread.h>
#include <stdbool.h>

struct mailbox {
    pthread_mutex_t lock;
    pthread_cond_t mail;
    int count;
    bool closed;
};

static void mailbox_sleep(struct mailbox *m)
{
    m->closed = m->closed || m->count < 0;
    pthread_cond_wait(&m->mail, &m->lock);
}

int mailbox_take(struct mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    while (m->count == 0 && !m->closed)
        mailbox_sleep(m);
    int left = m->closed ? -1 : --m->count;
    pthread_mutex_unlock(&m->lock);
    return left;
}

void mailbox_put(struct mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    m->count++;
    pthread_cond_signal(&m->mail);
    pthread_mutex_unlock(&m->lock);
}
