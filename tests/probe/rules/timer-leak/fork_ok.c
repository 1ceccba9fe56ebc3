/* POSIX timers are not inherited by a child; the parent deletes its own. */
#include "order.h"
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

int main(void)
{
    timer_t t;
    static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    must(timer_create(CLOCK_MONOTONIC, &none, &t) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        pthread_mutex_lock(&m);
        pthread_mutex_unlock(&m);
        exit(0);
    }
    waitpid(pid, NULL, 0);
    timer_delete(t);
    return 0;
}
