/* The waiter that was let through destroys the semaphore itself, on its stack. */
#include "order.h"
#include <pthread.h>
#include <semaphore.h>

static void *helper(void *arg)
{
    sem_post(arg);
    return NULL;
}

int main(void)
{
    for (int i = 0; i < 50; i++) {
        sem_t done;
        pthread_t t;
        sem_init(&done, 0, 0);
        must(pthread_create(&t, NULL, helper, &done) == 0);
        sem_wait(&done);
        pthread_join(t, NULL);
        sem_destroy(&done);
    }
    return 0;
}
