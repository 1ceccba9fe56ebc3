/* As soon as there is a thread, main keeps it waiting like anybody else. */
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int ready;

static void *work(void *arg)
{
    pthread_mutex_lock(&m);
    int r = ready;
    pthread_mutex_unlock(&m);
    return r ? arg : NULL;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, work, NULL) != 0)
        return 1;
    pthread_mutex_lock(&m);
    sleep(1); // expect: lock-held-blocking
    ready = 1;
    pthread_mutex_unlock(&m);
    pthread_join(t, NULL);
    return 0;
}
