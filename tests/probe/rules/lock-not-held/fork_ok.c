/* Locks held across fork are released by the child: its only thread took them. */
#include "order.h"
#include <pthread.h>
#include <sys/wait.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void prepare(void)
{
    pthread_mutex_lock(&m);
}

static void release(void)
{
    pthread_mutex_unlock(&m);
}

int main(void)
{
    pthread_atfork(prepare, release, release);
    pid_t pid = fork();
    if (pid == 0) {
        pthread_mutex_lock(&m);
        pthread_mutex_unlock(&m);
        exit(0);
    }
    waitpid(pid, NULL, 0);
    return 0;
}
