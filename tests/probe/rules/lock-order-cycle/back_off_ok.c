/* The second lock is tried; who does not get it steps back. */
#include "order.h"
#include <pthread.h>
#include <sched.h>

static pthread_mutex_t m[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};

static void *both(void *arg)
{
    int i = arg != NULL;
    for (int n = 0; n < 50;) {
        pthread_mutex_lock(&m[i]);
        if (pthread_mutex_trylock(&m[!i]) == 0) {
            pthread_mutex_unlock(&m[!i]);
            n++;
        }
        pthread_mutex_unlock(&m[i]);
        sched_yield();
    }
    return NULL;
}

int main(void)
{
    pthread_t t, u;
    must(pthread_create(&t, NULL, both, NULL) == 0);
    must(pthread_create(&u, NULL, both, m) == 0);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
