/* The error label destroys a lock that is made only later. */
#include <pthread.h>
#include <stdlib.h>

struct job {
    char *name;
    pthread_mutex_t lock;
};

struct job *job_new(size_t n)
{
    struct job *j = malloc(sizeof *j);
    if (j == NULL)
        return NULL;
    j->name = malloc(n);
    if (j->name == NULL)
        goto fail;
    pthread_mutex_init(&j->lock, NULL);
    return j;
fail:
    pthread_mutex_destroy(&j->lock); // expect: lock-uninitialized
    free(j);
    return NULL;
}
