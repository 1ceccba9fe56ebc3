/* A forked child initialises the locks anew that other threads of the parent held. */
#include "order.h"
#include <pthread.h>
#include <sys/wait.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *holder(void *arg)
{
    pthread_mutex_lock(&m);
    order_reach(1);
    order_await(2);
    pthread_mutex_unlock(&m);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, holder, NULL) == 0);
    order_await(1);
    pid_t pid = fork();
    if (pid == 0) {
        pthread_mutex_init(&m, NULL);
        pthread_mutex_lock(&m);
        pthread_mutex_unlock(&m);
        exit(0);
    }
    waitpid(pid, NULL, 0);
    order_reach(2);
    pthread_join(t, NULL);
    return 0;
}
