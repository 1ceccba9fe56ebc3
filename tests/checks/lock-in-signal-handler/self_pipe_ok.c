/* The handler writes a byte; the main loop reads it and locks. */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static int self_pipe[2] = {-1, -1};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int children;

static void on_child(int sig)
{
    char byte = (char)sig;
    ssize_t n = write(self_pipe[1], &byte, 1);
    (void)n;
}

static void child_ended(int sig)
{
    pthread_mutex_lock(&lock);
    if (sig == SIGCHLD)
        children--;
    pthread_mutex_unlock(&lock);
}

int dispatch(void)
{
    char byte;
    if (read(self_pipe[0], &byte, 1) != 1)
        return -1;
    child_ended(byte);
    return 0;
}

int setup(void)
{
    struct sigaction sa = {0};
    if (pipe(self_pipe) != 0)
        return -1;
    sa.sa_handler = on_child;
    sa.sa_flags = SA_NOCLDSTOP;
    return sigaction(SIGCHLD, &sa, NULL);
}
