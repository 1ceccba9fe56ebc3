/* A named semaphore is closed and unlinked while another thread has it open. */
#include "order.h"
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

static char name[64];

static void *worker(void *arg)
{
    sem_t *s = sem_open(name, 0);
    must(s != SEM_FAILED);
    order_reach(1);
    sem_wait(s);
    sem_close(s);
    return arg;
}

int main(void)
{
    pthread_t t;
    snprintf(name, sizeof name, "/heddle-test-%d", (int)getpid());
    sem_t *s = sem_open(name, O_CREAT | O_EXCL, 0600, 0);
    must(s != SEM_FAILED);
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    order_await(1);
    sem_unlink(name);
    sem_post(s);
    sem_close(s);
    pthread_join(t, NULL);
    return 0;
}
