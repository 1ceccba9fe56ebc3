// The clean-up looks whether there is anything to clean up.
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

struct barrier {
    bool initialized;
    int waiting;
};

struct args {
    pthread_mutex_t lock;
    struct barrier barrier;
    void *dict;
};

int barrier_init(struct barrier *b);
void barrier_destroy(struct barrier *b);

static int args_init(struct args *a, void *dict)
{
    int rc = pthread_mutex_init(&a->lock, NULL);
    if (rc)
        return rc;
    rc = barrier_init(&a->barrier);
    if (rc) {
        pthread_mutex_destroy(&a->lock);
        return rc;
    }
    a->dict = dict;
    return 0;
}

static void args_fini(struct args *a)
{
    if (a->barrier.initialized) {
        pthread_mutex_destroy(&a->lock);
        barrier_destroy(&a->barrier);
    }
}

int stage(void *dict, int peers)
{
    struct args a;
    int rc = -1;

    memset(&a, 0, sizeof a);
    if (peers == 0)
        goto out;
    rc = args_init(&a, dict);
    if (rc)
        goto out;
    pthread_mutex_lock(&a.lock);
    a.barrier.waiting = peers;
    pthread_mutex_unlock(&a.lock);
out:
    args_fini(&a);
    return rc;
}
