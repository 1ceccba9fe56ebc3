/* Not every failure of a robust lock means that it is not held. */
#include <errno.h>
#include <pthread.h>

struct shm {
    pthread_mutex_t lock;
    int value, repaired;
};

int shm_add(struct shm *s, int n)
{
    int rc = pthread_mutex_lock(&s->lock);

    switch (rc) {
    case 0:
        break;
    case EOWNERDEAD:
        s->repaired++;
        pthread_mutex_consistent(&s->lock);
        break;
    default:
        return -rc;
    }
    s->value += n;
    pthread_mutex_unlock(&s->lock);
    return 0;
}

int shm_repair(struct shm *s)
{
    int rc = pthread_mutex_trylock(&s->lock);
    if (rc == EBUSY)
        return 0;
    if (rc != 0 && rc != EOWNERDEAD)
        return -1;
    if (rc == EOWNERDEAD) {
        s->value = 0;
        pthread_mutex_consistent(&s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    return 1;
}
