/* Each call has a condition of its own on its stack, under whatever lock it was given. */
#include <pthread.h>

struct waiter {
    pthread_cond_t cond;
    int woken;
    struct waiter *next;
};

struct list {
    pthread_mutex_t lock;
    struct waiter *head;
};

static struct list readers = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct list writers = {PTHREAD_MUTEX_INITIALIZER, 0};

void wait_as_reader(void)
{
    struct waiter w = {PTHREAD_COND_INITIALIZER, 0, 0};
    pthread_mutex_lock(&readers.lock);
    w.next = readers.head;
    readers.head = &w;
    while (!w.woken)
        pthread_cond_wait(&w.cond, &readers.lock);
    readers.head = w.next;
    pthread_mutex_unlock(&readers.lock);
}

void wait_as_writer(void)
{
    struct waiter w = {PTHREAD_COND_INITIALIZER, 0, 0};
    pthread_mutex_lock(&writers.lock);
    w.next = writers.head;
    writers.head = &w;
    while (!w.woken)
        pthread_cond_wait(&w.cond, &writers.lock);
    writers.head = w.next;
    pthread_mutex_unlock(&writers.lock);
}

void wake_readers(void)
{
    pthread_mutex_lock(&readers.lock);
    for (struct waiter *w = readers.head; w; w = w->next) {
        w->woken = 1;
        pthread_cond_signal(&w->cond);
    }
    pthread_mutex_unlock(&readers.lock);
}
