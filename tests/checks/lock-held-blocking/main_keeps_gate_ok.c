/* Main takes the lock before there is any other thread: what it does then nobody waits for, and the
 * threads that it starts with the lock held are meant to wait. */
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int ready;

static void close_gate(void)
{
    pthread_mutex_lock(&gate);
}

static void *work(void *arg)
{
    pthread_mutex_lock(&gate);
    int r = ready;
    pthread_mutex_unlock(&gate);
    return r ? arg : NULL;
}

int main(void)
{
    pthread_t t;
    close_gate();
    sleep(1);
    if (pthread_create(&t, NULL, work, NULL) != 0) {
        pthread_mutex_unlock(&gate);
        return 1;
    }
    sleep(1);
    ready = 1;
    pthread_mutex_unlock(&gate);
    pthread_join(t, NULL);
    return 0;
}
