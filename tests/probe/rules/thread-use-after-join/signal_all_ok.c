/* Signals go to the members of a list under its lock; who is joined has left the list. */
#include "order.h"
#include <pthread.h>
#include <signal.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_t member[4];
static int members = 4;

static void *worker(void *arg)
{
    order_await(1);
    return arg;
}

static void poke(void)
{
    pthread_mutex_lock(&m);
    for (int i = 0; i < members; i++)
        pthread_kill(member[i], SIGUSR1);
    pthread_mutex_unlock(&m);
}

int main(void)
{
    signal(SIGUSR1, SIG_IGN);
    for (int i = 0; i < 4; i++)
        must(pthread_create(&member[i], NULL, worker, NULL) == 0);
    poke();
    order_reach(1);
    while (members > 0) {
        pthread_mutex_lock(&m);
        pthread_t t = member[--members];
        pthread_mutex_unlock(&m);
        pthread_join(t, NULL);
        poke();
    }
    return 0;
}
