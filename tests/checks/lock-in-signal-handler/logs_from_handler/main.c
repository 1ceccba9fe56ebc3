#include "log.h"
#include <signal.h>
#include <unistd.h>

static void terminate(int sig)
{
    log_line("terminating\n"); // expect: lock-in-signal-handler
    _exit(sig);
}

static int setup(void)
{
    struct sigaction sa;
    sa.sa_flags = 0;
    sigemptyset(&sa.sa_mask);
    sa.sa_handler = terminate;
    return sigaction(SIGTERM, &sa, 0);
}

int main(void)
{
    if (setup() != 0)
        return 1;
    for (int i = 0; i < 10; i++)
        log_line("working\n");
    return 0;
}
