/* The loop around the wait does the next piece of work; it releases the lock and tests nothing again. */
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static bool kicked;

void redraw(void);

void *painter(void *arg)
{
    for (;;) {
        pthread_mutex_lock(&lock);
        pthread_cond_wait(&wake, &lock); // expect: cond-wait-no-loop
        kicked = false;
        pthread_mutex_unlock(&lock);
        redraw();
    }
    return arg;
}

void kick(void)
{
    pthread_mutex_lock(&lock);
    kicked = true;
    pthread_cond_signal(&wake);
    pthread_mutex_unlock(&lock);
}
