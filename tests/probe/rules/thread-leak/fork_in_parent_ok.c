/* A child forked while a worker runs has no worker and owes no join; it ends with exit(). */
#include "order.h"
#include <pthread.h>
#include <sys/wait.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *worker(void *arg)
{
    order_await(1);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        pthread_mutex_lock(&m);
        pthread_mutex_unlock(&m);
        exit(0);
    }
    waitpid(pid, NULL, 0);
    order_reach(1);
    pthread_join(t, NULL);
    return 0;
}
