/* A named semaphore ends for this process with sem_close. */
#include <fcntl.h>
#include <semaphore.h>

int once(const char *name)
{
    sem_t *only = sem_open(name, O_CREAT, 0600, 1);
    if (only == SEM_FAILED)
        return -1;
    if (sem_trywait(only) != 0) {
        sem_close(only);
        return -1;
    }
    sem_close(only);
    return sem_post(only); // expect: sem-use-after-destroy
}
