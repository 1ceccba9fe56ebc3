/* Both sides read; readers do not exclude each other, and the writer nests nothing. */
#include <pthread.h>
#include <stddef.h>

static pthread_rwlock_t names = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t rules = PTHREAD_RWLOCK_INITIALIZER;
static int nnames, nrules;

static void *reader(void *arg)
{
    pthread_rwlock_rdlock(&names);
    pthread_rwlock_rdlock(&rules);
    int n = nnames + nrules;
    pthread_rwlock_unlock(&rules);
    pthread_rwlock_unlock(&names);
    return n ? arg : NULL;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, reader, NULL) != 0)
        return 1;
    pthread_rwlock_rdlock(&rules);
    pthread_rwlock_rdlock(&names);
    int n = nnames - nrules;
    pthread_rwlock_unlock(&names);
    pthread_rwlock_unlock(&rules);
    pthread_join(t, NULL);
    return n;
}
