/* The error path logs through a function that needs the lock its caller holds. */
#include <pthread.h>
#include <stdio.h>

struct agent {
    pthread_mutex_t lock;
    int errors, fd;
    char last[64];
};

static void agent_error(struct agent *a, const char *what)
{
    pthread_mutex_lock(&a->lock);
    a->errors++;
    snprintf(a->last, sizeof a->last, "%s", what);
    pthread_mutex_unlock(&a->lock);
}

int agent_send(struct agent *a, int n)
{
    pthread_mutex_lock(&a->lock);
    if (a->fd < 0) {
        agent_error(a, "not connected"); // expect: lock-double-acquire
        pthread_mutex_unlock(&a->lock);
        return -1;
    }
    a->fd += n;
    pthread_mutex_unlock(&a->lock);
    return 0;
}
