/* Every object has its mutex, the condition is shared by all. */
#include "order.h"
#include <pthread.h>

struct object {
    pthread_mutex_t m;
    int ready;
};
static struct object object[3];
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void *waiter(void *arg)
{
    struct object *o = arg;
    pthread_mutex_lock(&o->m);
    order_arrive();
    while (!o->ready)
        pthread_cond_wait(&changed, &o->m); // expect: cond-two-mutexes
    pthread_mutex_unlock(&o->m);
    return NULL;
}

int main(void)
{
    pthread_t t[3];
    for (int i = 0; i < 3; i++) {
        pthread_mutex_init(&object[i].m, NULL);
        must(pthread_create(&t[i], NULL, waiter, &object[i]) == 0);
        order_await(i + 1);
        pthread_mutex_lock(&object[i].m);
        pthread_mutex_unlock(&object[i].m);
    }
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&object[i].m);
        object[i].ready = 1;
        pthread_mutex_unlock(&object[i].m);
    }
    pthread_cond_broadcast(&changed);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    return 0;
}
