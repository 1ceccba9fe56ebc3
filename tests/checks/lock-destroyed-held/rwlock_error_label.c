/* The error label destroys what the failing branch still write-holds. */
#include <pthread.h>
#include <stdlib.h>

struct index {
    pthread_rwlock_t rw;
    int *keys;
};

struct index *index_new(int n)
{
    struct index *ix = calloc(1, sizeof *ix);
    if (ix == NULL)
        return NULL;
    if (pthread_rwlock_init(&ix->rw, NULL) != 0)
        goto fail_free;
    pthread_rwlock_wrlock(&ix->rw);
    ix->keys = malloc((size_t)n * sizeof *ix->keys);
    if (ix->keys == NULL)
        goto fail;
    pthread_rwlock_unlock(&ix->rw);
    return ix;
fail:
    pthread_rwlock_destroy(&ix->rw); // expect: lock-destroyed-held
fail_free:
    free(ix);
    return NULL;
}
