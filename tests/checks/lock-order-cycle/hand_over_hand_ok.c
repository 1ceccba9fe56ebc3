/* Along a list each node is locked before the one in front of it is let go: always downwards. */
#include <pthread.h>
#include <stddef.h>

struct node {
    pthread_mutex_t lock;
    struct node *next;
    int key;
};
static struct node head = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *insert(void *arg)
{
    struct node *fresh = arg, *prev = &head;
    pthread_mutex_lock(&prev->lock);
    while (prev->next && prev->next->key < fresh->key) {
        struct node *next = prev->next;
        pthread_mutex_lock(&next->lock);
        pthread_mutex_unlock(&prev->lock);
        prev = next;
    }
    fresh->next = prev->next;
    prev->next = fresh;
    pthread_mutex_unlock(&prev->lock);
    return NULL;
}

static void *drop_second(void *arg)
{
    pthread_mutex_lock(&head.lock);
    struct node *n = head.next;
    if (n) {
        pthread_mutex_lock(&n->lock);
        head.next = n->next;
        pthread_mutex_unlock(&n->lock);
    }
    pthread_mutex_unlock(&head.lock);
    return arg;
}

int main(void)
{
    static struct node a = {.lock = PTHREAD_MUTEX_INITIALIZER, .key = 1};
    pthread_t x, y;
    if (pthread_create(&x, NULL, insert, &a) != 0)
        return 1;
    int rc = pthread_create(&y, NULL, drop_second, NULL);
    if (rc == 0)
        pthread_join(y, NULL);
    pthread_join(x, NULL);
    return rc;
}
