/* The loop around it takes the lock anew each round: what was waited for is stale. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t arrived = PTHREAD_COND_INITIALIZER;
static int packets, quit;

void receiver(void)
{
    int n;

    while (!quit) {
        pthread_mutex_lock(&lock);
        if (packets == 0)
            pthread_cond_wait(&arrived, &lock); // expect: cond-wait-no-loop
        n = packets--;
        pthread_mutex_unlock(&lock);
        printf("packet %d\n", n);
    }
}

void deliver(void)
{
    pthread_mutex_lock(&lock);
    packets++;
    pthread_mutex_unlock(&lock);
    pthread_cond_signal(&arrived);
}
