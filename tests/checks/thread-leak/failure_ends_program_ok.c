/* The path that does not join does not return either. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

void *accept_loop(void *arg);
void *signal_loop(void *arg);

_Noreturn static void die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

void daemon_run(int fd)
{
    pthread_t acceptor, signals;
    if (pthread_create(&acceptor, NULL, accept_loop, &fd) != 0)
        die("no acceptor");
    if (pthread_create(&signals, NULL, signal_loop, &fd) != 0)
        die("no signal thread");
    pthread_join(signals, NULL);
    pthread_join(acceptor, NULL);
}
