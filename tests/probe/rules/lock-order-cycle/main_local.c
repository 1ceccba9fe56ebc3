/* Two locks in main itself, initialised by a constant: they live as long as the program. Whoever takes
 * them first is another thread. */
#include "order.h"
#include <pthread.h>

struct both {
    pthread_mutex_t *left, *right;
};

static void *one_way(void *arg)
{
    struct both *b = arg;
    pthread_mutex_lock(b->left);
    pthread_mutex_lock(b->right); // expect: lock-order-cycle
    pthread_mutex_unlock(b->right);
    pthread_mutex_unlock(b->left);
    order_reach(1);
    return NULL;
}

static void *other_way(void *arg)
{
    struct both *b = arg;
    order_await(1);
    pthread_mutex_lock(b->right);
    pthread_mutex_lock(b->left); // expect: lock-order-cycle
    pthread_mutex_unlock(b->left);
    pthread_mutex_unlock(b->right);
    return NULL;
}

int main(void)
{
    pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
    struct both b = {&left, &right};
    pthread_t t, u;
    must(pthread_create(&t, NULL, one_way, &b) == 0);
    must(pthread_create(&u, NULL, other_way, &b) == 0);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
