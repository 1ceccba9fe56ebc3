/* main ends with pthread_exit; its last worker, detached, ends the program. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    pthread_join(*(pthread_t *)arg, NULL); /* main itself */
    exit(0);
}

static pthread_t main_thread;

int main(void)
{
    pthread_t t;
    main_thread = pthread_self();
    must(pthread_create(&t, NULL, worker, &main_thread) == 0);
    pthread_detach(t);
    pthread_exit(NULL);
}
