/* In a forked child the forking thread is the main thread and joins what it creates. */
#include "order.h"
#include <pthread.h>
#include <sys/wait.h>

static void *worker(void *arg)
{
    return arg;
}

static void *forker(void *arg)
{
    pid_t pid = fork();
    if (pid == 0) {
        pthread_t t;
        must(pthread_create(&t, NULL, worker, NULL) == 0);
        pthread_join(t, NULL);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, forker, NULL) == 0);
    pthread_join(t, NULL);
    return 0;
}
