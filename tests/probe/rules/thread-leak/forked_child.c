/* The leak happens in a forked child, which ends with exit(). */
#include "order.h"
#include <pthread.h>
#include <sys/wait.h>

static void *worker(void *arg)
{
    order_arrive();
    return arg;
}

int main(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        pthread_t t;
        must(pthread_create(&t, NULL, worker, NULL) == 0); // expect: thread-leak
        order_await(1);
        exit(0);
    }
    int status;
    waitpid(pid, &status, 0);
    return WEXITSTATUS(status);
}
