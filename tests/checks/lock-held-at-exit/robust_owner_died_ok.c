/* A robust mutex: EOWNERDEAD means that the lock is held and has to be made consistent. */
#include <errno.h>
#include <pthread.h>
#include <stddef.h>

struct shm {
    pthread_mutex_t lock;
    int value;
};

static struct shm shm;

static int shm_lock(struct shm *s)
{
    int rc = pthread_mutex_lock(&s->lock);
    if (rc == EOWNERDEAD) {
        s->value = 0;
        pthread_mutex_consistent(&s->lock);
        rc = 0;
    }
    return rc;
}

static void *writer(void *arg)
{
    struct shm *s = arg;
    if (shm_lock(s) != 0)
        return NULL;
    s->value++;
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

int main(void)
{
    pthread_mutexattr_t attr;
    pthread_t t;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&shm.lock, &attr);
    if (pthread_create(&t, NULL, writer, &shm) != 0)
        return 1;
    int rc = pthread_mutex_lock(&shm.lock);
    if (rc == EOWNERDEAD)
        pthread_mutex_consistent(&shm.lock);
    else if (rc != 0) {
        pthread_join(t, NULL);
        return 1;
    }
    shm.value++;
    pthread_mutex_unlock(&shm.lock);
    pthread_join(t, NULL);
    return 0;
}
