// Four calls and more lie between the two acquisitions, each under a condition of its own: such cycles are hidden, for most
// of them cannot happen (docs/design/031-far-apart.md).
#include <pthread.h>

static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER, topic_lock = PTHREAD_MUTEX_INITIALIZER;
static int queued, references, kind, parts;

static void topic_destroyed(void)
{
    pthread_mutex_lock(&topic_lock);
    references = 0;
    pthread_mutex_unlock(&topic_lock);
}
static void drop_topic(void)
{
    if (--references == 0)
        topic_destroyed();
}
static void drop_message(void)
{
    if (kind == 2)
        drop_topic();
}
static void drop_operation(void)
{
    if (parts)
        drop_message();
}
static void purge(void)
{
    while (queued--)
        drop_operation();
}
static void *consumer(void *arg)
{
    pthread_mutex_lock(&queue_lock);
    purge();
    pthread_mutex_unlock(&queue_lock);
    return arg;
}
static void *producer(void *arg)
{
    pthread_mutex_lock(&topic_lock);
    pthread_mutex_lock(&queue_lock); // expect: lock-order-cycle
    queued++;
    pthread_mutex_unlock(&queue_lock);
    pthread_mutex_unlock(&topic_lock);
    return arg;
}
int main(void)
{
    pthread_t t[2];
    if (pthread_create(&t[0], NULL, consumer, NULL) != 0)
        return 1;
    if (pthread_create(&t[1], NULL, producer, NULL) != 0) {
        pthread_join(t[0], NULL);
        return 1;
    }
    pthread_join(t[0], NULL);
    pthread_join(t[1], NULL);
    return 0;
}
