/* Giving a lock its initial value is no copy of a lock in use, and pointers may be copied. */
#include <pthread.h>
#include <stdlib.h>

struct job {
    pthread_mutex_t *shared;
    pthread_mutex_t own;
};

struct job *job_new(pthread_mutex_t *shared)
{
    struct job *j = malloc(sizeof *j);
    if (j)
        *j = (struct job){.shared = shared, .own = PTHREAD_MUTEX_INITIALIZER};
    return j;
}

pthread_mutex_t *job_lock(const struct job *j)
{
    pthread_mutex_t *lock = j->shared;
    return lock;
}
