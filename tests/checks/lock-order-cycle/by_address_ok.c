/* Two objects of one type are acquired in the order of their addresses. */
#include <pthread.h>

struct purse {
    pthread_mutex_t lock;
    long coins;
};
static struct purse purse[2] = {{PTHREAD_MUTEX_INITIALIZER, 10}, {PTHREAD_MUTEX_INITIALIZER, 20}};

static void give(struct purse *from, struct purse *to, long n)
{
    struct purse *first = from < to ? from : to;
    struct purse *second = from < to ? to : from;

    pthread_mutex_lock(&first->lock);
    pthread_mutex_lock(&second->lock);
    from->coins -= n;
    to->coins += n;
    pthread_mutex_unlock(&second->lock);
    pthread_mutex_unlock(&first->lock);
}

static void *there(void *arg)
{
    give(&purse[0], &purse[1], 1);
    return arg;
}

static void *back(void *arg)
{
    give(&purse[1], &purse[0], 2);
    return arg;
}

int main(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, there, NULL) != 0)
        return 1;
    if (pthread_create(&b, NULL, back, NULL) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
    return 0;
}
