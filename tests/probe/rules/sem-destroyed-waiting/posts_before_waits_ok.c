/* Posts that nobody waited for are left over when it is destroyed. */
#include "order.h"
#include <pthread.h>
#include <semaphore.h>

int main(void)
{
    sem_t s;
    sem_init(&s, 0, 3);
    sem_post(&s);
    sem_wait(&s);
    sem_wait(&s);
    must(sem_trywait(&s) == 0);
    must(sem_trywait(&s) == 0);
    must(sem_trywait(&s) != 0);
    sem_destroy(&s);
    sem_init(&s, 0, 1);
    sem_wait(&s);
    sem_destroy(&s);
    return 0;
}
