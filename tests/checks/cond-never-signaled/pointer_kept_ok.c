/* The condition's address is kept in a list of things to wake. */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t idle = PTHREAD_COND_INITIALIZER;
static pthread_cond_t *wake_list[4];
static int nwake, quit;

static void *loop(void *arg)
{
    pthread_mutex_lock(&lock);
    wake_list[nwake++] = &idle;
    while (!quit)
        pthread_cond_wait(&idle, &lock);
    pthread_mutex_unlock(&lock);
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, loop, NULL) != 0)
        return 1;
    pthread_mutex_lock(&lock);
    quit = 1;
    for (int i = 0; i < nwake; i++)
        pthread_cond_signal(wake_list[i]);
    pthread_mutex_unlock(&lock);
    pthread_join(t, NULL);
    return 0;
}
