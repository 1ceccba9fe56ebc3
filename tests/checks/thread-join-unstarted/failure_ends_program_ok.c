/* A failure ends the program: whatever is joined was made. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define N 16

void *worker(void *arg);

static void die(const char *what)
{
    perror(what);
    exit(1);
}

void run(void)
{
    pthread_t t[N];
    for (int i = 0; i < N; i++)
        if (pthread_create(&t[i], NULL, worker, NULL) != 0)
            die("pthread_create");
    for (int i = 0; i < N; i++)
        pthread_join(t[i], NULL);
}
