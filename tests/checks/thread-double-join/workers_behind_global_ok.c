/* A table of workers behind a global pointer; the last of them is this thread itself. */
#include <pthread.h>
#include <signal.h>
#include <stddef.h>

struct worker_info {
    pthread_t tid;
    int id;
    void *owner;
};
static struct worker_info *workers;
static int nworkers;
int poll_sockets(struct worker_info *w);

static void *worker(void *arg)
{
    struct worker_info *w = arg;

    while (poll_sockets(w) >= 0)
        w->id++;
    return NULL;
}

void run_input(void *owner)
{
    int i;

    for (i = 0; i < nworkers - 1; ++i) {
        workers[i].owner = owner;
        pthread_create(&workers[i].tid, NULL, worker, &workers[i]);
    }
    workers[i].owner = owner;
    workers[i].id = i;
    worker(&workers[i]);
    for (i = 0; i < nworkers - 1; ++i)
        pthread_kill(workers[i].tid, SIGTERM);
    for (i = 0; i < nworkers - 1; ++i)
        pthread_join(workers[i].tid, NULL);
}
