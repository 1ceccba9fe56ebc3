/* Handles live in list nodes; a reaper joins whatever is on the list. */
#include <pthread.h>
#include <stdlib.h>

struct job {
    struct job *next;
    pthread_t thread;
};
struct jobs {
    pthread_mutex_t lock;
    struct job *head;
};

void *run_job(void *arg);

int jobs_start(struct jobs *all)
{
    struct job *j = malloc(sizeof *j);
    if (!j)
        return -1;
    if (pthread_create(&j->thread, NULL, run_job, j) != 0) {
        free(j);
        return -1;
    }
    pthread_mutex_lock(&all->lock);
    j->next = all->head;
    all->head = j;
    pthread_mutex_unlock(&all->lock);
    return 0;
}

void jobs_reap(struct jobs *all)
{
    pthread_mutex_lock(&all->lock);
    struct job *j = all->head;
    all->head = NULL;
    pthread_mutex_unlock(&all->lock);
    while (j) {
        struct job *next = j->next;
        pthread_join(j->thread, NULL);
        free(j);
        j = next;
    }
}
