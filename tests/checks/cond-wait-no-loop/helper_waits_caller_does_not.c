/* Neither the helper nor anybody who calls it looks again. */
#include <pthread.h>

struct mailbox {
    pthread_mutex_t lock;
    pthread_cond_t mail;
    int count;
};

static void mailbox_sleep(struct mailbox *m)
{
    pthread_cond_wait(&m->mail, &m->lock);
}

int mailbox_take(struct mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    if (m->count == 0)
        mailbox_sleep(m); // expect: cond-wait-no-loop
    int left = --m->count;
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
